// @ts-check
// A file of items without script: sent, checked in the background while the page looks again by itself, reported item by item,
// and taken away in other formats; then brought into a project of the office.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { download, password, person, picture, program, startChromium, startDemo } from './support.mjs';

const bank = fileURLToPath(new URL('../../question_banks/6-31-01-03-5', import.meta.url));

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

/** Somebody of the demo's staff, signed in, without script. @param {string} login */
async function staff(login) {
  const one = await person(browser, demo.origin, { javaScriptEnabled: false });
  await one.page.goto('/staff/sign-in');
  await one.page.fill('#login', login);
  await one.page.fill('#password', password);
  await one.page.click('main button.main');
  await one.page.waitForURL((url) => url.pathname === '/staff');
  return one;
}

test('a file is sent, checked while its page looks again, reported by item and taken away', async () => {
  const clerk = await staff('admin');
  const { page } = clerk;
  const send = async (/** @type {string} */ file, /** @type {string[]} */ images) => {
    await page.goto('/staff/banks/check');
    await page.setInputFiles('#bank', file);
    await page.setInputFiles('#blueprint', join(bank, 'blueprint.toml'));
    await page.setInputFiles('#pictures', images);
    await Promise.all([page.waitForEvent('load'), page.click('main button.main')]);
    assert.equal(await page.locator('progress').count(), 1, 'the answer comes before the check is through');
    assert.match(await page.locator('h1').innerText(), /正在检查题库/);
  };
  const images = readdirSync(join(bank, 'pictures')).map((name) => join(bank, 'pictures', name));
  await send(join(bank, 'bank.csv'), images);
  await picture(page, '55-bank-checking');
  await page.locator('.verdict').waitFor();
  assert.equal(await page.locator('h1').innerText(), '533 行全部合格，可以封存。');
  assert.match(await page.locator('.verdict').innerText(), /533 题读入，0 题未收，0 题有说明。[\s\S]*可以组卷/);
  await page.click('a[href$="/export"]');
  assert.match(await page.locator('main').innerText(), /共 533 题，带标准答案/);
  await picture(page, '56-export');
  const taken = async (/** @type {string} */ format, /** @type {string} */ name) =>
    download(page, () => page.click(`a[href$="/export/${format}"]`), name);
  const quiz = await taken('moodle', 'taken.xml');
  for (const [format, name] of [['qti30', 'taken.zip'], ['gift', 'taken.gift']]) {
    const { status, output } = program(['bank', 'lint', await taken(format, name)]);
    assert.equal(status, 0, output);
  }

  const essay = '<question type="essay"><name><text>论述</text></name></question></quiz>';
  writeFileSync(quiz, readFileSync(quiz, 'utf8').replace('</quiz>', essay));
  await send(quiz, []);
  await page.locator('.verdict').waitFor();
  assert.match(await page.locator('.verdict').innerText(), /发现 1 处问题[\s\S]*533 题读入，1 题未收/);
  assert.match(await page.locator('table.faults tbody tr').first().innerText(), /论述[\s\S]*未收的题[\s\S]*简答或论述题/);
  await picture(page, '57-bank-report-items');
  await page.selectOption('#column', '-note');
  await Promise.all([page.waitForEvent('load'), page.click('form.filter button')]);
  assert.ok(!(await page.locator('table.faults').innerText()).includes('简答或论述题'));
  await Promise.all([page.waitForEvent('load'), page.click('.apart button')]);
  assert.equal(new URL(page.url()).pathname, '/staff/banks');
  assert.deepEqual(clerk.troubles, []);
});

test('a writer brings a file into a project, and every refused item is told', async () => {
  const writer = await staff('item.writer');
  const { page } = writer;
  await page.goto('/staff/office');
  await page.click('main tbody a:has-text("新题项目")');
  const place = new URL(page.url()).pathname;
  const header = '题目编码,题型,内容点,难度,题干,选项A,选项B,答案';
  const table = await download(page, null, '新题.csv', '/assets/mark.svg');
  const bring = async (/** @type {string[]} */ rows) => {
    writeFileSync(table, [header, ...rows].join('\n'));
    await page.goto(`${place}/import`);
    await page.setInputFiles('#bank', table);
    await Promise.all([page.waitForEvent('load'), page.click('main button.main')]);
  };
  await bring(['Z-1,单选,2.1,600,带入的第一题？,甲,乙,A', 'Z-2,单选,9.9,难,带入的第二题？,甲,乙,E']);
  writer.expect(/422/);
  assert.match(await page.locator('table.faults').innerText(), /第 3 行[\s\S]*E 不在选项/);
  await picture(page, '69-office-bring');
  await bring(['Z-1,单选,2.1,600,带入的第一题？,甲,乙,A']);
  assert.match(await page.locator('.banner.ok').innerText(), /带入了 1 题/);
  await bring(['Z-1,单选,2.1,600,带入的第一题？,甲,乙,A']);
  assert.match(await page.locator('table.faults').innerText(), /已经有编码为 Z-1 的题/);
  writer.expect(/422/);
  assert.deepEqual(writer.troubles, []);
});
