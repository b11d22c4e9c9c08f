// @ts-check
// The demo county over TLS of its own: what a browser takes only there. The certificate is made for the run.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { person, startChromium, startDemo } from './support.mjs';

const folder = mkdtempSync(join(tmpdir(), 'jiangheng-tls.'));
const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', '/CN=jiangheng', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate]);
  assert.equal(made.status, 0, `openssl: ${made.stderr}`);
  demo = await startDemo({ tls: { certificate, key } });
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  demo?.tidy();
  rmSync(folder, { recursive: true, force: true });
});

test('over TLS every cookie is bound to this host, and forms, sign-in and the signature check work', async () => {
  const { page, context, troubles } = await person(browser, demo.origin, { ignoreHTTPSErrors: true });
  await page.goto('/staff/sign-in?lang=en');
  await page.fill('#login', 'admin');
  await page.fill('#password', 'qinghe-demo-2026');
  await page.click('main button.main');
  await page.waitForURL((url) => url.pathname === '/staff');
  const cookies = await context.cookies();
  assert.deepEqual(cookies.map((cookie) => cookie.name).sort(), ['__Host-jh_form', '__Host-jh_lang', '__Host-jh_staff']);
  for (const cookie of cookies) assert.ok(cookie.secure && cookie.httpOnly && cookie.path === '/', cookie.name);
  assert.equal(await page.locator('html').getAttribute('lang'), 'en', 'the language is remembered');
  assert.equal(await page.evaluate(() => window.isSecureContext && typeof crypto.subtle.digest), 'function');
  const answer = await page.reload();
  assert.match(answer?.headers()['strict-transport-security'] ?? '', /max-age=\d+/);
  assert.deepEqual(troubles, []);
});
