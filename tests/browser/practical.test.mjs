// @ts-check
// The marks that the examiner's page computes are those that the server signs, whatever is counted; and what an
// examiner types outlives the network, the tablet and the session.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { countOf, kept, lost, shown } from '../../assets/js/practical-marks.js';
import { person, startChromium, startDemo } from './support.mjs';

const password = 'qinghe-demo-2026';

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {string} where the candidates of the demo's session are listed */
let list;
/** @type {string[]} the sheets of those who came */
let sheets;

before(async () => {
  demo = await startDemo();
  browser = await startChromium();
  const officer = await signedIn('admin');
  await officer.page.click('table tbody th a');
  list = `${new URL(officer.page.url()).pathname}/practical`;
  for (let step = 0; step < 3; step += 1) {
    await Promise.all([
      officer.page.waitForResponse((answer) => answer.request().method() === 'GET' && answer.request().isNavigationRequest()),
      officer.page.click('form[action="/demo/next"] button'),
    ]);
    await officer.page.waitForLoadState();
  }
  const examiner = await signedIn('examiner1');
  await examiner.page.goto(list);
  const links = await examiner.page.locator('.to-mark a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  sheets = links.map((href) => href ?? '');
  assert.ok(sheets.length >= 3, `${sheets.length} candidates to mark`);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  demo?.tidy();
});

/** @param {string} login */
async function signedIn(login) {
  const somebody = await person(browser, demo.origin, { viewport: { width: 820, height: 1180 } });
  await signIn(somebody.page, login);
  return somebody;
}

/** @param {import('playwright-core').Page} page @param {string} login */
async function signIn(page, login) {
  await page.goto('/staff/sign-in');
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.click('button.main');
  await page.waitForURL((url) => url.pathname === '/staff');
}

/** @param {import('playwright-core').Page} page @param {string} sheet */
async function open(page, sheet) {
  await page.goto(sheet);
  await page.locator('.js .step.here').waitFor();
}

/**
 * Fills every field of a sheet, step by step: what `done` says of each ★ criterion, what `count` says of each fault.
 * @param {import('playwright-core').Page} page
 * @param {(id: string) => boolean} done
 * @param {(field: string) => number} count
 */
async function fillIn(page, done, count) {
  const steps = await page.locator('.steps li a').count();
  for (let at = 1; at < steps; at += 1) {
    await page.click(`.steps a[href="#step-${at}"]`);
    await page.locator(`#step-${at}.here`).waitFor();
    for (const star of await page.locator('.step.here [data-star]').all()) {
      await star.locator(done(await star.getAttribute('data-criterion') ?? '') ? '.yes' : '.no').first().click();
    }
    for (const fault of await page.locator('.step.here input[type=number]').all()) {
      await fault.fill(String(count(await fault.getAttribute('name') ?? '')));
    }
  }
  await page.click('.steps a[href="#review"]');
}

/** Signs; what the page said the total was, and what the server says was signed. @param {import('playwright-core').Page} page */
async function sign(page) {
  const said = await page.locator('#total').innerText();
  const name = (await page.title()).split(' · ')[0];
  await page.fill('#password', password);
  await page.click('#sign');
  const banner = page.getByText(`已签名：${name}`);
  await banner.waitFor();
  return { said, signed: (await banner.innerText()).split(' ').pop() };
}

test('the arithmetic is of whole hundredths, used up at nothing', () => {
  const wiring = { star: false, full: 2800, deducts: [100, 33] };
  assert.equal(kept(wiring, { done: null, counts: [2, 1] }), 2567);
  assert.equal(kept(wiring, { done: null, counts: [2, null] }), null, 'open is not nothing');
  assert.equal(kept(wiring, { done: null, counts: [1000, 1000] }), 0);
  assert.equal(lost(wiring, { done: null, counts: [1000, null] }), 2800);
  const star = { star: true, full: 500, deducts: [100] };
  assert.equal(kept(star, { done: null, counts: [0] }), null);
  assert.deepEqual([true, false].map((done) => kept(star, { done, counts: [1] })), [400, 0]);
  assert.deepEqual(['0', ' 7 ', '1000', '1001', '', '-1', '1.5', '+1', '七'].map(countOf), [0, 7, 1000, null, null, null, null, null, null]);
  assert.deepEqual([0, 5, 100, 8650, 10000].map(shown), ['0.00', '0.05', '1.00', '86.50', '100.00']);
});

test('what the page computes is what the server signs: mixed, used up, and a ★ not done', async () => {
  const digit = (/** @type {string} */ id) => Number(id.slice(1));
  const mixed = (/** @type {string} */ field) => field.split('.').slice(1).map(digit).reduce((sum, one) => sum + one) % 3;
  const cases = [
    { login: 'examiner1', done: () => true, count: mixed },
    { login: 'examiner2', done: () => true, count: (/** @type {string} */ field) => (field.startsWith('count.C3') || field.startsWith('count.C5') ? 40 : 0) },
    { login: 'examiner3', done: (/** @type {string} */ id) => id !== 'S2', count: (/** @type {string} */ field) => (field.endsWith('F1') ? 1 : 0) },
  ];
  const totals = new Set();
  for (const { login, done, count } of cases) {
    const examiner = await signedIn(login);
    await open(examiner.page, sheets[0]);
    await fillIn(examiner.page, done, count);
    assert.equal(await examiner.page.locator('#missing').isVisible(), false);
    assert.equal(await examiner.page.locator('#failed').isVisible(), login === 'examiner3');
    const { said, signed } = await sign(examiner.page);
    assert.equal(said, signed, login);
    totals.add(signed);
    assert.deepEqual(examiner.troubles, []);
  }
  assert.equal(totals.size, 3, 'three different sheets');
  assert.ok(totals.has('62.00'), `two criteria of 28 and 10 used up leave 62: ${[...totals]}`);
});

test('without the network the examiner goes on, and another tablet opens the draft afterwards', async () => {
  const tablet = await signedIn('examiner1');
  await open(tablet.page, sheets[1]);
  await tablet.page.locator('.step.here [data-by="1"]').first().click();
  await tablet.page.locator('#saved', { hasText: /^已保存/ }).waitFor();
  await tablet.context.setOffline(true);
  await tablet.page.locator('.step.here [data-by="1"]').first().click();
  await tablet.page.locator('.step.here [data-zero]').click();
  await tablet.page.getByText('已存在本机，1 项待上传').waitFor();
  await tablet.page.locator('#offline').waitFor();
  await tablet.page.click('#next');
  await tablet.page.locator('#step-2.here [data-zero]').click();
  await tablet.page.getByText('已存在本机，2 项待上传').waitFor();
  await tablet.page.click('.steps a[href="#review"]');
  await tablet.context.setOffline(false);
  await tablet.page.locator('#saved', { hasText: /^已保存/ }).waitFor();
  tablet.expect(/ERR_INTERNET_DISCONNECTED/);

  const other = await signedIn('examiner1');
  await open(other.page, sheets[1]);
  assert.equal(await other.page.locator('.step.here').getAttribute('id'), 'step-3', 'it opens where something is open');
  await other.page.click('.steps a[href="#step-1"]');
  assert.deepEqual(await other.page.locator('.step.here input').evaluateAll((all) => all.map((one) => /** @type {HTMLInputElement} */ (one).value)), ['2', '0', '0', '0']);
  await other.page.goto(list);
  assert.match(await other.page.locator('.to-mark').innerText(), /评到一半 2 \/ 9/);
  assert.deepEqual(tablet.troubles, []);
  assert.deepEqual(other.troubles, []);
});

test('a session that ends while marking loses nothing', async () => {
  const tablet = await signedIn('examiner2');
  const { page } = tablet;
  await open(page, sheets[1]);
  await tablet.context.clearCookies({ name: 'jh_staff' });
  await page.locator('.step.here input').first().fill('3');
  await page.locator('#signed-out').waitFor();
  await page.locator('#signed-out a').click();
  await page.fill('#login', 'examiner2');
  await page.fill('#password', password);
  await page.click('button.main');
  await page.locator('.js .step.here').waitFor();
  assert.equal(await page.locator('.step.here input').first().inputValue(), '3');
  await page.locator('#saved', { hasText: /^已保存/ }).waitFor();
  tablet.expect(/401/);
  assert.deepEqual(tablet.troubles, []);
});

test('a sheet is marked and signed by keys alone', async () => {
  const tablet = await signedIn('examiner3');
  const { page } = tablet;
  await open(page, sheets[1]);
  const field = page.locator('.step.here input').first();
  await field.focus();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await page.keyboard.press('-');
  assert.equal(await field.inputValue(), '1');
  assert.match(await page.locator('#say').innerText(), /已扣 1\.00，还没有评完/);
  for (let step = 1; step <= 6; step += 1) {
    await page.locator(`#step-${step}.here`).waitFor();
    for (const star of await page.locator('.step.here [data-star] input[value=yes]').all()) {
      await star.focus();
      await page.keyboard.press('Space');
    }
    await page.locator('.step.here [data-zero]').focus();
    await page.keyboard.press('Enter');
    await page.locator('#next').focus();
    await page.keyboard.press('Enter');
  }
  await page.locator('#password').focus();
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.getByText(/已签名：.* 99\.00/).waitFor();
  assert.equal(await page.evaluate(() => Object.keys(localStorage).length), 0, 'the tablet has forgotten the sheet');
  assert.deepEqual(tablet.troubles, []);
});
