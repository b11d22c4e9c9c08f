// @ts-check
// The question bank office in a browser: an item is written, answered without the key, given back, revised, reviewed again
// and found good; then a bank is begun from a spreadsheet, reviewed by somebody else, and sealed.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { download, password, person, picture, startChromium, startDemo } from './support.mjs';

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
/** @type {import('playwright-core').Browser} */
let browser;
/** @typedef {Awaited<ReturnType<typeof person>>} Person */
/** @type {Person} */
let writer;
/** @type {Person} */
let reviewer;
/** @type {Person} */
let administrator;

/** Somebody of the demo's staff, signed in. @param {string} login @param {boolean} [script] */
async function staff(login, script = true) {
  const one = await person(browser, demo.origin, { javaScriptEnabled: script });
  await one.page.goto('/staff/sign-in');
  await one.page.fill('#login', login);
  await one.page.fill('#password', password);
  await one.page.click('main button.main');
  await one.page.waitForURL((url) => url.pathname === '/staff');
  return one;
}

before(async () => {
  demo = await startDemo();
  browser = await startChromium();
  writer = await staff('item.writer');
  reviewer = await staff('item.reviewer', false);
  administrator = await staff('admin');
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  demo?.tidy();
});

/** Presses what is found and waits for the page that comes. @param {Person} one @param {string} what */
async function press({ page }, what) {
  await Promise.all([page.waitForEvent('load'), page.click(what)]);
}

/** To the first project from the navigation. @param {Person} one @param {string} title */
async function project(one, title) {
  await one.page.goto('/staff');
  await press(one, '.nav a[href="/staff/office"]');
  await press(one, `main tbody a:has-text("${title}")`);
}

test('an item goes from its writer to a reviewer, back, and through', async () => {
  await project(writer, '新题项目');
  await picture(writer.page, '60-office-project');
  await press(writer, 'a[href$="/write"]');
  await writer.page.fill('#code', 'N-S-07');
  await writer.page.selectOption('#type', 'single');
  await writer.page.selectOption('#content_point', '2.1');
  await writer.page.fill('#stem', '测量前，万用表应当怎样？');
  await writer.page.fill('#option_a', '先选好挡位');
  await writer.page.fill('#option_b', '先接表笔');
  await writer.page.fill('#key', 'E');
  await writer.page.fill('#facility', '650');
  await writer.page.fill('#explanation', '挡位选错会烧坏仪表。');
  await press(writer, 'button[value=submit]');
  assert.match(await writer.page.locator('#key-why').innerText(), /E 不在选项 A–B 中/);
  assert.equal(await writer.page.inputValue('#explanation'), '挡位选错会烧坏仪表。', 'what was typed is kept');
  writer.expect(/422/);
  await picture(writer.page, '61-office-write-wrong');
  await writer.page.fill('#key', 'A');
  await press(writer, 'button[value=look]');
  assert.equal(await writer.page.locator('#preview-title').innerText(), '考生看到的样子');
  await press(writer, 'button[value=submit]');
  const item = new URL(writer.page.url()).pathname;
  assert.match(await writer.page.locator('h1').innerText(), /N-S-07/);
  await picture(writer.page, '62-office-item-writer');

  await reviewer.page.goto(item);
  const blind = await reviewer.page.content();
  assert.ok(!blind.includes('挡位选错会烧坏仪表') && !blind.includes('标准答案 A'), 'no key before the answer');
  await picture(reviewer.page, '63-office-item-blind');
  await reviewer.page.check('input[name=answer][value=B]');
  await press(reviewer, 'main button.main');
  assert.match(await reviewer.page.locator('.banner.warn').innerText(), /不一致：您答 B，标准答案 A/);
  await picture(reviewer.page, '64-office-item-judge');
  await press(reviewer, 'button[value=approve]');
  assert.match(await reviewer.page.locator('#reason-why').innerText(), /通过要写明理由/);
  await reviewer.page.fill('#reason', '题干请写明是测量电压以前。');
  await press(reviewer, 'button[value=return]');
  assert.notEqual(new URL(reviewer.page.url()).pathname, item, 'on to the next item');

  await writer.page.goto(item);
  assert.match(await writer.page.locator('.history').innerText(), /题干请写明是测量电压以前/);
  await press(writer, 'a[href$="/write"]');
  await writer.page.fill('#stem', '测量电压以前，万用表应当怎样？');
  await press(writer, 'button[value=submit]');
  assert.match(await writer.page.locator('.changes ins').first().innerText(), /电压/);
  await picture(writer.page, '65-office-item-revised');

  await reviewer.page.goto(item);
  assert.equal(await reviewer.page.locator('.changes').count(), 0, 'what was changed would tell');
  await reviewer.page.check('input[name=answer][value=A]');
  await press(reviewer, 'main button.main');
  assert.match(await reviewer.page.locator('.banner.ok').innerText(), /一致：您答 A/);
  await press(reviewer, 'button[value=approve]');
  await writer.page.goto(item);
  assert.match(await writer.page.locator('.history').innerText(), /通过[\s\S]*作答[\s\S]*退回/);
  assert.deepEqual(writer.troubles, []);
});

test('a project begun from a spreadsheet is reviewed by somebody else and sealed', async () => {
  const header = '题目编码,题型,内容点,难度,题干,选项A,选项B,答案,解析';
  const rows = ['一', '二', '三'].map((which, at) => `S-${at},单选,1.1,600,第${which}题,甲,乙,A,解析${which}`);
  const blueprint = `title = "小题库"\noccupation = "6-31-01-03"\nlevel = 5\nminutes = 10\ntotal = 100
[[content_point]]\ncode = "1.1"\nname = "安全"\n[[section]]\nid = "A"\ntitle = "单选"\ntype = "single"\npoints = 100
shuffle_items = true\nshuffle_options = true\ncells = [{ id = "1", content_point = "1.1", count = 1 }]\n`;
  const table = await download(administrator.page, null, '小题库.csv', '/assets/mark.svg');
  writeFileSync(table, [header, ...rows].join('\n'));
  const plan = await download(administrator.page, null, 'plan.toml', '/assets/mark.svg');
  writeFileSync(plan, blueprint);
  await administrator.page.goto('/staff/office/new');
  await administrator.page.fill('#code', 'small');
  await administrator.page.setInputFiles('#blueprint', plan);
  await administrator.page.setInputFiles('#bank', table);
  await administrator.page.check('#submit');
  await picture(administrator.page, '66-office-new');
  await press(administrator, 'main button.main');
  const place = new URL(administrator.page.url()).pathname;
  assert.match(await administrator.page.locator('.next-card').innerText(), /等其他人办理/, 'who brought them does not review them');

  await project(reviewer, '小题库');
  await press(reviewer, '.next-card a.btn');
  for (let left = 3; left > 0; left -= 1) {
    await reviewer.page.check('input[name=answer][value=A]');
    await press(reviewer, 'main button.main');
    await press(reviewer, 'button[value=approve]');
  }
  assert.match(await reviewer.page.locator('.banner.ok').innerText(), /都审完了/);

  await administrator.page.goto(place);
  await press(administrator, '.next-card a.btn');
  assert.equal(await administrator.page.locator('h1').innerText(), '第 1 版可以封存：3 题');
  await picture(administrator.page, '67-office-seal');
  await press(administrator, 'main button.main');
  const key = await download(administrator.page, () => administrator.page.click('main button.main'), 'small-key.txt');
  assert.ok(key);
  await administrator.page.goto(place);
  assert.match(await administrator.page.locator('#versions-title + table').innerText(), /最新/);
  await picture(administrator.page, '68-office-sealed');
  assert.deepEqual(administrator.troubles, []);
});
