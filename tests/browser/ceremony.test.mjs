// @ts-check
// A whole ceremony by people at computers of their own: an officer, two contributors and their custodians by their links, a
// supervisor and an officer who read the beacon. No secret leaves a contributor's computer before its time.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import jsqr from 'jsqr';

import { faults } from './axe.mjs';
import { download, password, person, picture as keep, startChromium, startDemo } from './support.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = /** @type {(data: Uint8ClampedArray, width: number, height: number) => {data: string} | null} */ (
  /** @type {any} */ (jsqr).default ?? jsqr);

/** @typedef {Awaited<ReturnType<typeof person>>} Person */
/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Person} */
let officer;
/** @type {Person} */
let supervisor;
/** @type {string} */
let place;
/** Whatever any guest's browser sent: addresses and bodies. @type {string[]} */
const sent = [];
/** @type {Record<string, {person: Person, link: string}>} */
const guests = {};
/** @type {Record<string, string>} */
const secrets = {};

before(async () => {
  demo = await startDemo();
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  demo?.tidy();
});

/** @param {import('playwright-core').Page} page @param {string} name */
async function picture(page, name) {
  await keep(page, name);
  assert.deepEqual(await faults(page), [], name);
}

/** @param {Person} who @param {string} login */
async function signIn(who, login) {
  await who.page.goto('/staff/sign-in');
  await who.page.fill('#login', login);
  await who.page.fill('#password', password);
  await who.page.click('button.main');
  await who.page.waitForURL((url) => url.pathname === '/staff');
}

/** The API, as a program of the bureau's uses it. @param {string} path @param {unknown} body @param {string} [token] @returns {Promise<any>} */
async function api(path, body, token) {
  const answer = await fetch(`${demo.origin}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const told = await answer.json();
  assert.ok(answer.ok, `${path}: ${answer.status} ${JSON.stringify(told)}`);
  return told;
}

/** Makes a link on the officer's page and opens it on a computer of the guest's own. */
async function invite(/** @type {string} */ name, /** @type {'contributor' | 'custodian'} */ role, /** @type {Record<string, string>} */ fields) {
  const { page } = officer;
  await page.goto(`${place}/${role}`);
  for (const [field, value] of Object.entries(fields)) {
    const input = page.locator(`#${field}`);
    if (await input.evaluate((element) => element.tagName === 'SELECT')) await input.selectOption(value);
    else await input.fill(value);
  }
  await page.click('form.card button.main');
  await page.waitForURL((url) => url.pathname.includes('/links/'));
  const link = await page.locator('#link').inputValue();
  const guest = await person(browser, demo.origin, { acceptDownloads: true });
  guest.page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  guest.page.on('dialog', (dialog) => void dialog.accept());
  await guest.page.addInitScript(() => { window.print = () => { document.documentElement.dataset.printed = 'yes'; }; });
  await guest.page.goto(new URL(link).pathname);
  guests[name] = { person: guest, link };
  return guest.page;
}

/** Makes a secret in the contributor's browser, keeps it, and commits. @param {string} name @param {import('playwright-core').Page} page @param {'print' | 'save'} way */
async function commit(name, page, way) {
  await page.click('#guest-new');
  await page.waitForSelector('#guest-made:not([hidden])');
  secrets[name] = await page.locator('.envelope p.groups').first().textContent() ?? '';
  assert.match(secrets[name], /^[0-9a-f]{64}$/);
  assert.ok(await page.locator('#guest-send-do').isDisabled(), 'nothing is sent before it is kept');
  if (way === 'print') {
    await page.click('#guest-print');
    assert.equal(await page.locator('html').getAttribute('data-printed'), 'yes');
  } else {
    const file = await download(page, () => page.click('#guest-save'), `secret-${name}.json`);
    assert.equal(JSON.parse(readFileSync(file, 'utf8')).secret, secrets[name]);
  }
  await page.check('#guest-kept');
  await page.click('#guest-send-do');
  await page.waitForURL((url) => url.search === '?done=commit');
}

test('an officer plans a session and makes links', async () => {
  officer = await person(browser, demo.origin);
  await signIn(officer, 'admin');
  const { token } = await api('/sign-in', { login: 'admin', password });
  const [first] = await api('/sessions', undefined, token);
  const second = await api('/sessions', {
    exam: first.exam, code: 'S2', kind: first.kind, occupation: first.occupation, level: first.level, opens_at: first.opens_at,
    // The demo's bureau is its first organisation, the body its second, the centre its third.
    body_id: 2, centre_id: 3, room_id: 1, bank_id: 1,
    room_code: '7788', scheme: readFileSync(join(root, 'question_banks/6-31-01-03-5/practical.toml'), 'utf8'),
  }, token);
  place = `/staff/sessions/${second.id}/ceremony`;
  await api(`/sessions/${second.id}/registrations`, {
    name: '周明', document_kind: 'resident_id', document_number: '410099199001011019', locale: 'zh-CN', channel: 'person',
    work_years: 0, letters_signed: true,
  }, token);
  const staff = [['supervisor', '卢正', 'supervisor', 1], ['examiner4', '魏师傅', 'examiner', 2], ['examiner5', '姚师傅', 'examiner', 2], ['examiner6', '邱师傅', 'examiner', 2]];
  for (const [login, name, duty, organisation_id] of staff) {
    const account = await api('/accounts', { organisation_id, login, name, password, roles: [duty] }, token);
    await api(`/sessions/${second.id}/assignments`, { account_id: account.id, duty }, token);
  }
  await officer.page.goto(`/staff/sessions/${second.id}`);
  await officer.page.click(`a[href="${place}"]`);
  await picture(officer.page, 'ceremony-01-staff');
  supervisor = await person(browser, demo.origin);
  await signIn(supervisor, 'supervisor');
});

test('two contributors make their secrets in their own browsers, a third with a command', async () => {
  const union = await invite('union', 'contributor', { contributor: 'union', body: '县总工会', person: '郑兰', side: 'outside' });
  await picture(union, 'ceremony-02-guest');
  await commit('union', union, 'print');
  await picture(union, 'ceremony-04-committed');
  const firms = await invite('firms', 'contributor', { contributor: 'firms', body: '县企业家协会', person: '', side: 'outside' });
  await commit('firms', firms, 'save');

  const bureau = await invite('bureau', 'contributor', { contributor: 'bureau', body: '青禾县人力资源和社会保障局', person: '', side: 'inside' });
  const exam = await bureau.locator('#guest').getAttribute('data-exam') ?? '';
  const file = join(demo.data, 'bureau.json');
  const made = spawnSync(join(root, 'target/debug/jiangheng'), ['draw', 'commit', '--exam', exam, '--session', 'S2', '--contributor', 'bureau', '--out', file]);
  assert.equal(made.status, 0, String(made.stderr));
  const { secret, commitment } = JSON.parse(readFileSync(file, 'utf8'));
  secrets.bureau = secret;
  await bureau.click('#guest-paste summary');
  await bureau.fill('#commitment', commitment.slice(0, 60));
  await bureau.click('#guest-paste button');
  await bureau.waitForSelector('#commitment-why');
  await bureau.fill('#commitment', commitment);
  await bureau.click('#guest-paste button');
  await bureau.waitForURL((url) => url.search === '?done=commit');
  for (const secret of Object.values(secrets)) assert.ok(!sent.some((one) => one.includes(secret)), 'no secret left its computer');
});

test('the printed sheet holds the secret as a code that is read, twice', async () => {
  const page = await invite('press', 'contributor', { contributor: 'press', body: '县融媒体中心', person: '', side: 'outside' });
  await page.click('#guest-new');
  await page.waitForSelector('#guest-made:not([hidden])');
  assert.equal(await page.locator('.envelope').count(), 2);
  assert.ok(!(await page.locator('.envelope').first().isVisible()), 'the screen does not show it');
  await picture(page, 'ceremony-03-made');
  await page.emulateMedia({ media: 'print' });
  const sheet = page.locator('.envelope').first();
  assert.ok(await sheet.isVisible());
  await sheet.screenshot({ path: join(root, 'target/screenshots/ceremony-sheet.png') });
  const secret = await sheet.locator('p.groups').textContent();
  const modules = await page.evaluate(async () => {
    const svg = /** @type {SVGElement} */ (document.querySelector('.envelope .code svg'));
    const side = 400;
    const image = new OffscreenCanvas(side, side).getContext('2d');
    const scale = side / Number(svg.getAttribute('viewBox')?.split(' ')[2]);
    if (!image) throw new Error('no canvas');
    image.fillStyle = '#fff';
    image.fillRect(0, 0, side, side);
    image.fillStyle = '#000';
    image.scale(scale, scale);
    image.fill(new Path2D(svg.querySelector('path')?.getAttribute('d') ?? ''));
    return [...image.getImageData(0, 0, side, side).data];
  });
  assert.match(read(new Uint8ClampedArray(modules), 400, 400)?.data ?? '', new RegExp(`^EXAM-SEED-SECRET/V1:[^:]+:S2:press:${secret}$`));
  const pdf = await page.pdf({ path: join(root, 'target/screenshots/ceremony-sheet.pdf'), preferCSSPageSize: true });
  assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length, 2, 'a page for each custodian');
  await page.context().close();
});

test('custodians check what they keep without sending it', async () => {
  const bodies = { archive: ['县档案馆', '何静'], notary: ['县公证处', '周正'], justice: ['县司法局', '吴平'], library: ['县图书馆', '陈安'] };
  const keeps = { union: ['archive', 'notary'], firms: ['notary', 'justice'], bureau: ['justice', 'library'] };
  for (const [contributor, keepers] of Object.entries(keeps)) {
    for (const keeper of keepers) {
      const [body, name] = bodies[/** @type {keyof typeof bodies} */ (keeper)];
      const page = await invite(`${contributor}-${keeper}`, 'custodian', { contributor, body, person: name });
      if (contributor === 'union') {
        await page.fill('#guest-typed', secrets.firms);
        await page.click('#guest-check-do');
        await page.waitForSelector('#guest-verdict .banner.stop');
        assert.ok(!(await page.locator('#guest-send').isVisible()), 'no receipt for another secret');
        await page.fill('#guest-typed', `EXAM-SEED-SECRET/V1:OTHER:S2:union:${secrets.union}`);
        await page.click('#guest-check-do');
        await page.locator('#guest-verdict').getByText('OTHER').waitFor();
        await picture(page, 'ceremony-05-custodian');
      }
      await page.fill('#guest-typed', secrets[contributor].replace(/(.{4})/g, '$1 '));
      await page.click('#guest-check-do');
      await page.waitForSelector('#guest-verdict .banner.ok');
      await page.click('#guest-send button');
      await page.waitForURL((url) => url.search === '?done=receive');
    }
  }
  for (const secret of Object.values(secrets)) {
    for (const form of [secret, secret.replace(/(.{4})/g, '$1+')]) assert.ok(!sent.some((one) => one.includes(form)), 'no secret was sent');
  }
});

test('the roster closes, a supervisor and an officer read the same numbers off the drawing', async () => {
  const { token } = await api('/sign-in', { login: 'admin', password });
  const { page } = officer;
  await page.goto(place);
  await page.click('main button:has-text("封存名单")');
  await page.waitForLoadState();
  await page.goto(place);
  await picture(page, 'ceremony-06-closed');
  const opens = Date.parse((await api('/sessions', undefined, token)).find((/** @type {any} */ one) => one.code === 'S2').opens_at);
  await api('/demo/clock', { to: new Date(opens - 12 * 3_600_000).toISOString() }, token);
  const enter = async (/** @type {Person} */ who, /** @type {string} */ numbers) => {
    await who.page.goto(`${place}/beacon`);
    await who.page.fill('#numbers', numbers);
    await who.page.click('form.card button.main');
    await who.page.waitForURL((url) => url.search === '?done=beacon');
  };
  await enter(officer, '3 9 14 20 27 31 8');
  await supervisor.page.goto(place);
  assert.ok(!(await supervisor.page.locator('main').innerText()).includes('03 09 14'), 'nobody copies from the other');
  await supervisor.page.goto(`${place}/beacon`);
  await supervisor.page.fill('#numbers', '3 9 14 20 27 32 8');
  await supervisor.page.click('form.card button.main');
  await supervisor.page.waitForSelector('#numbers-why');
  await picture(supervisor.page, 'ceremony-07-beacon');
  await enter(supervisor, '3 9 14 20 27 31 8');
  assert.match(await supervisor.page.locator('main').innerText(), /两人一致/);
  const early = guests.union.person.page;
  await early.goto(new URL(guests.union.link).pathname);
  assert.equal(await early.locator('#guest-open').count(), 0, 'not yet');
  await api('/demo/clock', { to: new Date(opens - 29 * 60_000).toISOString() }, token);
});

test('secrets are opened in the hall, and the papers follow', async () => {
  const union = guests.union.person.page;
  await union.goto(new URL(guests.union.link).pathname);
  await union.fill('#secret', secrets.firms);
  await union.click('#guest-open button.main');
  await union.waitForSelector('#guest-verdict .banner.stop');
  await picture(union, 'ceremony-08-open');
  await union.fill('#secret', secrets.union.replace(/(.{4})/g, '$1 '));
  await union.click('#guest-open button.main');
  await union.waitForURL((url) => url.search === '?done=open');
  const firms = guests.firms.person.page;
  await firms.goto(new URL(guests.firms.link).pathname);
  const file = JSON.stringify({ spec: 'exam-seed-secret/v1', ...await firms.locator('#guest').evaluate((element) => {
    const { exam, session, contributor } = /** @type {HTMLElement} */ (element).dataset;
    return { exam, session, contributor };
  }), secret: secrets.firms, commitment: await firms.locator('#guest').getAttribute('data-commitment') });
  await firms.setInputFiles('#guest-file', { name: 'secret.json', mimeType: 'application/json', buffer: Buffer.from(file) });
  await firms.waitForSelector('#guest-verdict .banner.ok');
  await firms.click('#guest-open button.main');
  await firms.waitForURL((url) => url.search === '?done=open');

  const { page } = officer;
  await page.goto(`${place}/secret`);
  await page.fill('#secret', secrets.bureau);
  await page.click('form.card button.main');
  await page.waitForURL((url) => url.search === '?done=secret');
  await picture(page, 'ceremony-09-opened');
  assert.match(await page.locator('main').innerText(), /[0-9a-f]{64}/);
  const everybody = [officer, supervisor, ...Object.values(guests).filter((guest) => guest !== guests.press).map((guest) => guest.person)];
  for (const { troubles } of everybody) assert.deepEqual(troubles.filter((trouble) => !/422/.test(trouble)), []);
});
