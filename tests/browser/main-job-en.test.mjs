// @ts-check
// The candidate's part in English, from the home page to the receipt, and what an English reader sees of the rest. Only
// names of people, places and occupations, and the items themselves, stay Chinese.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { faults } from './axe.mjs';
import { admissionOf, clockTo, next, person, picture, startChromium, startDemo } from './support.mjs';

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  demo = await startDemo();
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  demo?.tidy();
});

/** Proper names of the sample county, as far as English pages show them, and the title that stands on the paper. */
const names = /电工（五级）理论考试|青禾县[一-鿿]*|职业技能[一-鿿]*中心|县总工会|县纪委[一-鿿]*|王秀兰|电工|第 \d+ 考场|中文|[一-鿿]＊+[一-鿿]?|[一-五]级（[一-鿿]+）/g;

/**
 * The page is English but for proper names, axe finds nothing on it, and its picture is kept.
 * @param {import('playwright-core').Page} page @param {string} name @param {string} [within]
 */
async function english(page, name, within = 'body') {
  assert.equal(await page.locator('html').getAttribute('lang'), 'en', name);
  const said = await page.locator(within).evaluateAll((parts) => parts.map((part) => {
    const copy = /** @type {HTMLElement} */ (part.cloneNode(true));
    for (const chinese of copy.querySelectorAll('[lang="zh-CN"], script, noscript, .item')) chinese.remove();
    return copy.textContent;
  }).join(' '));
  assert.deepEqual(said.replace(names, '').match(/[一-鿿][^<>\n]{0,20}/g) ?? [], [], name);
  assert.deepEqual(await faults(page), [], name);
  await picture(page, `en-${name}`);
}

test('a candidate sits the exam in English', async () => {
  await next(demo.origin);
  await next(demo.origin);
  const { page, troubles } = await person(browser, demo.origin, { locale: 'en-GB' });
  await page.goto('/?lang=en');
  await english(page, 'home');
  await page.getByRole('link', { name: 'Sit an exam' }).click();
  await english(page, 'exam-sign-in');
  await page.fill('#admission', await admissionOf(demo.origin, '王＊兰'));
  await page.fill('#tail', '0022');
  await page.fill('#room_code', '8316');
  await page.click('main button.main');
  await page.getByRole('heading', { name: 'Is this you?' }).waitFor();
  await english(page, 'exam-confirm');
  await page.locator('main button.main').click();
  await page.waitForSelector('#agreed');
  await english(page, 'exam-pledge');
  await page.check('#agreed');
  // The first answer is given before the page's script has come: it is saved all the same.
  /** @type {() => void} */
  let release = () => {};
  const chosen = new Promise((resolve) => { release = () => resolve(undefined); });
  await page.route('**/assets/js/exam.js', async (route) => {
    await chosen;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Sign and enter' }).click();
  await page.waitForSelector('form#paper');
  await page.locator('.item:visible .option').first().click();
  release();
  await page.locator('#saved', { hasText: /^\s*Saved 09:\d\d/ }).waitFor();
  await english(page, 'exam-paper');
  await clockTo(demo.origin, '2026-08-15T01:31:00Z');
  await page.click('#hand-in');
  await page.getByRole('dialog').waitFor();
  await page.click('#submit');
  await page.getByRole('heading', { name: /Handed in/ }).waitFor();
  await english(page, 'exam-receipt');
  assert.deepEqual(troubles, []);
});

test('the public pages speak English, and change their language without losing their place', async () => {
  for (let step = 0; step < 2; step += 1) await next(demo.origin);
  const { page, troubles } = await person(browser, demo.origin, { locale: 'en-GB' });
  await page.goto('/?lang=en');
  await page.locator('a[href^="/notices/"]').first().click();
  await english(page, 'notice');
  await page.goto('/draws/EX-2026-001/S1');
  await english(page, 'draw');
  for (let step = 0; step < 2; step += 1) await next(demo.origin);
  const serial = await serialOf();
  await page.goto('/verify');
  await english(page, 'verify');
  await page.fill('#serial', serial);
  await page.fill('#claim', '李建国');
  await Promise.all([page.waitForEvent('load'), page.locator('.switch').click()]);
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  assert.equal(await page.inputValue('#serial'), serial, 'what was typed outlives the change of language');
  await page.click('main button.main');
  await page.getByRole('heading', { name: '签名正确，未被撤销' }).waitFor();
  await page.locator('.switch').click();
  await page.getByRole('heading', { name: 'Signature valid, not revoked' }).waitFor();
  await page.locator('#browser-check .tick').waitFor();
  await english(page, 'verify-good');
  await page.goto('/nothing/here');
  await english(page, 'error-404');
  assert.deepEqual(troubles.filter((trouble) => !/404/.test(trouble)), []);
});

/** The serial of 李建国's certificate, from the officer's page. */
async function serialOf() {
  const { page } = await person(browser, demo.origin);
  await page.goto('/staff/sign-in');
  await page.fill('#login', 'admin');
  await page.fill('#password', 'qinghe-demo-2026');
  await page.click('main button.main');
  await page.locator('main a[href^="/staff/sessions/"]').first().click();
  const row = await page.locator('tr', { hasText: '李＊国' }).first().innerText();
  const serial = /[YS] ?[\d ]{21,}/.exec(row)?.[0].replaceAll(' ', '') ?? '';
  assert.match(serial, /^[YS]\d{21}$/);
  return serial;
}
