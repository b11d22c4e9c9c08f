// @ts-check
// A demo county of its own for each run, and Debian's Chromium to look at it.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const executable = join(root, 'target/debug/jiangheng');
export const screenshots = join(root, 'target/screenshots');
const chromiumPath = '/usr/bin/chromium';
const downloads = mkdtempSync(join(tmpdir(), 'jiangheng-downloads.'));
process.once('exit', () => rmSync(downloads, { recursive: true, force: true }));

/** How long the server may take to set its county up: keys, argon2 of a dozen accounts, the sealed bank. */
const READY_WITHIN = 120_000;

/** A port that is free now. */
async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port to be had');
  return address.port;
}

/**
 * Starts `jiangheng demo` and waits until it answers; on a fresh folder unless one is given.
 * `stop` ends it politely, `kill` with SIGKILL; neither takes the folder away, `tidy` does.
 * @param {{data?: string, tls?: {certificate: string, key: string}}} [options]
 */
export async function startDemo({ data = mkdtempSync(join(tmpdir(), 'jiangheng-browser.')), tls } = {}) {
  if (!existsSync(executable)) throw new Error(`${executable} is not built: run scripts/test, or cargo build first`);
  const listen = `127.0.0.1:${await freePort()}`;
  const secure = tls ? ['--tls-cert', tls.certificate, '--tls-key', tls.key] : [];
  const server = spawn(executable, ['demo', '--data', data, '--listen', listen, ...secure], { cwd: root });
  let printed = '';
  let ended = /** @type {string | null} */ (null);
  const exit = new Promise((done) => server.once('exit', (code, signal) => {
    ended = `ended with ${signal ?? code}`;
    done(undefined);
  }));
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (bytes) => { printed += bytes; });
  const origin = `${tls ? 'https' : 'http'}://${listen}`;

  const deadline = Date.now() + READY_WITHIN;
  while (!(await answers(`${origin}/healthz`))) {
    if (ended !== null) throw new Error(`jiangheng demo ${ended}:\n${printed}`);
    if (Date.now() > deadline) {
      server.kill('SIGKILL');
      throw new Error(`jiangheng demo did not answer on ${origin} within ${READY_WITHIN / 1000} s:\n${printed}`);
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  const end = async (/** @type {NodeJS.Signals} */ signal) => {
    server.kill(signal);
    await exit;
  };
  return {
    origin,
    data,
    printed: () => printed,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    tidy: () => rmSync(data, { recursive: true, force: true }),
  };
}

/** Whether a server answers there; over TLS, whoever vouches for it. @param {string} address */
function answers(address) {
  const ask = address.startsWith('https:') ? https.get : http.get;
  return new Promise((done) => {
    const request = ask(address, { rejectUnauthorized: false }, (response) => {
      response.resume();
      done(response.statusCode === 200);
    });
    request.once('error', () => done(false));
  });
}

/** Starts Chromium as Debian ships it. */
export async function startChromium() {
  if (!existsSync(chromiumPath)) throw new Error(`${chromiumPath} is missing: run scripts/setup`);
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
    ],
  });
}

/**
 * Somebody at a computer of their own: cookies, pages, and a list of what went wrong there unseen.
 * @param {import('playwright-core').Browser} browser
 * @param {string} origin
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
export async function person(browser, origin, options = {}) {
  const context = await browser.newContext({ baseURL: origin, locale: 'zh-CN', viewport: { width: 1366, height: 768 }, ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  /** @type {string[]} */
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`${page.url()}: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) troubles.push(`${response.status()} ${response.url()}`);
  });
  /** Takes the troubles of this kind back, of which there must have been one: they were wanted. */
  const expect = (/** @type {RegExp} */ kind) => {
    const others = troubles.filter((trouble) => !kind.test(trouble));
    if (others.length === troubles.length) throw new Error(`no trouble like ${kind} was seen`);
    troubles.splice(0, troubles.length, ...others);
  };
  return { context, page, troubles, expect };
}

/**
 * Keeps a picture of the whole page in target/screenshots/, for people to look at.
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
export async function picture(page, name) {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}

/**
 * Keeps a file that the site gives out, by a click or from an address; returns its path.
 * @param {import('playwright-core').Page} page
 * @param {(() => Promise<void>) | null} click
 * @param {string} name
 * @param {string} [address]
 */
export async function download(page, click, name, address = '') {
  const path = join(downloads, name);
  if (click) {
    const [file] = await Promise.all([page.waitForEvent('download'), click()]);
    await file.saveAs(path);
  } else {
    const response = await page.request.get(address);
    if (!response.ok()) throw new Error(`${address}: ${response.status()}`);
    writeFileSync(path, await response.body());
  }
  return path;
}

/**
 * Runs `jiangheng` with these arguments.
 * @param {string[]} args
 */
export function program(args) {
  const done = spawnSync(executable, args, { encoding: 'utf8' });
  return { status: done.status, output: `${done.stdout}${done.stderr}` };
}

/** The password of every account of the demo. */
export const password = 'qinghe-demo-2026';

/**
 * The demo's "next step", pressed by nobody in particular: the token comes from the home page.
 * @param {string} origin
 */
export async function next(origin) {
  const home = await fetch(`${origin}/`);
  const cookie = home.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  const csrf = /name="csrf" value="([^"]*)"/.exec(await home.text())?.[1] ?? '';
  const body = new URLSearchParams({ csrf, back: '/' });
  const response = await fetch(`${origin}/demo/next`, { method: 'POST', redirect: 'manual', headers: { cookie, origin }, body });
  if (response.status !== 303) throw new Error(`${response.status}: ${await response.text()}`);
}

/**
 * Asks the API; fails unless it answers well.
 * @param {string} origin @param {string} path @param {unknown} [body] @param {string} [token]
 * @returns {Promise<any>}
 */
export async function call(origin, path, body, token) {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** Moves the demo's clock to an instant. @param {string} origin @param {string} to */
export async function clockTo(origin, to) {
  const { token } = await call(origin, '/sign-in', { login: 'admin', password });
  await call(origin, '/demo/clock', { to }, token);
}

/** A candidate's admission number, by masked or full name. @param {string} origin @param {string} name */
export async function admissionOf(origin, name) {
  const { token } = await call(origin, '/sign-in', { login: 'admin', password });
  const [session] = await call(origin, '/sessions', undefined, token);
  const rows = await call(origin, `/sessions/${session.id}/registrations`, undefined, token);
  const found = rows.find((/** @type {any} */ row) => row.name === name) ?? rows[0];
  return String(found.admission_number);
}
