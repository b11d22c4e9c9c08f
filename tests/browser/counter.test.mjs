// @ts-check
// The counter and the banks as a clerk sees them: checked first, registered, printed on one sheet, withdrawn; a bank put
// right, sealed, and its key taken away.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { download, person, picture, startChromium, startDemo } from './support.mjs';

const bank = fileURLToPath(new URL('../../question_banks/6-31-01-03-5', import.meta.url));

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof person>>} */
let clerk;

before(async () => {
  demo = await startDemo();
  browser = await startChromium();
  clerk = await person(browser, demo.origin);
  const { page } = clerk;
  await page.goto('/staff/sign-in');
  await page.fill('#login', 'admin');
  await page.fill('#password', 'qinghe-demo-2026');
  await page.click('main button.main');
  await page.waitForURL((url) => url.pathname === '/staff');
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  demo?.tidy();
});

/** Presses the one filled button and waits for the page that comes. */
async function goOn() {
  await Promise.all([clerk.page.waitForEvent('load'), clerk.page.click('main button.main')]);
}

/** How many sheets a page prints on. */
async function sheets() {
  const bytes = await clerk.page.pdf({ preferCSSPageSize: true });
  return bytes.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;
}

/** A resident ID of nobody, with its check character. @param {string} first17 */
function identity(first17) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, at) => all + weight * Number(first17[at]), 0);
  return first17 + '10X98765432'[sum % 11];
}

test('a candidate is checked first, registered, printed on one sheet and withdrawn', async () => {
  const { page } = clerk;
  await page.click('table tbody th a');
  const session = new URL(page.url()).pathname;
  await page.goto(`${session}/register`);
  assert.equal(await page.locator('#birth_day').isVisible(), false, 'a resident ID says the birth day');
  await page.selectOption('#document_kind', 'passport');
  assert.equal(await page.locator('#birth_day').isVisible(), true);
  await page.selectOption('#document_kind', 'resident_id');
  await page.fill('#name', '李春梅');
  await page.fill('#document_number', '41009919800101O028');
  await page.fill('#email', 'x');
  await page.fill('#extra_minutes', '200');
  await goOn();
  assert.equal(await page.locator('.field .why').count(), 3, 'each at its field, in our words');
  clerk.expect(/422/);
  await picture(page, '40-register-wrong');
  await page.fill('#document_number', identity('41009919800101028'));
  await page.fill('#email', '');
  await page.fill('#extra_minutes', '30');
  await page.check('#letters_signed');
  await Promise.all([page.waitForEvent('load'), page.click('button[value=check]')]);
  assert.equal(await page.locator('h1').innerText(), '可以报名。');
  assert.equal(await page.locator('.findings blockquote').count(), 8, 'every rule with its clause');
  assert.equal(await sheets(), 1);
  await picture(page, '41-verdict');
  await goOn();
  const registration = new URL(page.url()).pathname;
  assert.match(registration, /^\/staff\/registrations\/\d+$/);
  assert.equal(await sheets(), 1);
  await picture(page, '42-registration');
  await page.reload();
  await page.goto(`${session}/register`);
  await page.fill('#name', '李春梅');
  await page.fill('#document_number', identity('41009919800101028'));
  await goOn();
  assert.equal(await page.locator('h1').innerText(), '现在不能报名。');
  assert.equal(await sheets(), 1, 'with three refusals too');
  clerk.expect(/422/);
  await picture(page, '43-verdict-refused');
  await page.goto(registration);
  await page.click('.apart a');
  await picture(page, '44-withdraw');
  await Promise.all([page.waitForEvent('load'), page.click('button.stop')]);
  assert.equal(await page.locator('h1').innerText(), '已退考');
  assert.deepEqual(clerk.troubles, []);
});

test('a bank is checked, put right in the marked workbook, sealed, and its key handed in', async () => {
  const { page } = clerk;
  const pictures = readdirSync(join(bank, 'pictures')).map((name) => join(bank, 'pictures', name));
  const choose = async (/** @type {string} */ file, /** @type {string[]} */ images) => {
    await page.goto('/staff/banks/check');
    await page.setInputFiles('#bank', file);
    await page.setInputFiles('#blueprint', join(bank, 'blueprint.toml'));
    await page.setInputFiles('#pictures', images);
    await goOn();
    await page.locator('.verdict').waitFor();
  };
  await page.goto('/staff/banks');
  await picture(page, '50-banks');
  const wrong = await download(page, null, '电工.csv', '/assets/mark.svg');
  const rows = readFileSync(join(bank, 'bank.csv'), 'utf8').split('\n');
  writeFileSync(wrong, rows.map((row, at) => (at === 5 ? row.replace(/,\d{3},/, ',难,') : row)).join('\n'));
  await choose(wrong, pictures);
  assert.match(await page.locator('h1').innerText(), /^发现 1 处问题，题库没有导入。$/);
  await picture(page, '51-bank-report');
  const marked = await download(page, () => page.click('a[download]'), 'marked.xlsx');
  assert.equal(dirname(marked), dirname(wrong));
  await choose(marked, pictures);
  assert.match(await page.locator('h1').innerText(), /^发现 1 处问题/, 'its own marks are no faults');
  await choose(join(bank, 'bank.xlsx'), pictures);
  assert.equal(await page.locator('h1').innerText(), '533 行全部合格，可以封存。');
  await picture(page, '52-bank-clean');
  await page.fill('#code', 'dg5');
  await page.fill('#version', '2026.9');
  await goOn();
  await picture(page, '53-bank-sealed');
  const key = await download(page, () => page.click('main button.main'), 'key.txt');
  assert.match(readFileSync(key, 'utf8'), /^[0-9a-f]{64}\n$/);
  await Promise.all([page.waitForEvent('load'), page.click('text=已经保存好')]);
  await Promise.all([page.waitForEvent('load'), page.click('main a.main')]);
  await page.setInputFiles('#file', key);
  await goOn();
  assert.match(await page.locator('main').innerText(), /已交付/);
  await picture(page, '54-bank');
  assert.deepEqual(clerk.troubles, []);
});
