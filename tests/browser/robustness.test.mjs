// @ts-check
// What people do that no plan has: press twice, go back, stay away too long, come without script, guess an address.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { admissionOf, call, clockTo, next, password, person, startChromium, startDemo } from './support.mjs';

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof person>>} */
let officer;
/** @type {string} */
let sessionPage;

before(async () => {
  demo = await startDemo();
  browser = await startChromium();
  officer = await person(browser, demo.origin);
  await signIn(officer.page, 'admin');
  const address = await officer.page.locator('main a[href^="/staff/sessions/"]').first().getAttribute('href');
  sessionPage = /^\/staff\/sessions\/\d+/.exec(address ?? '')?.[0] ?? '';
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  demo?.tidy();
});

/** @param {import('playwright-core').Page} page @param {string} login */
async function signIn(page, login) {
  await page.goto('/staff/sign-in');
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.click('main button.main');
  await page.waitForURL((url) => url.pathname === '/staff');
}

/** How many people are registered, as the API counts them. */
async function registered() {
  const { token } = await call(demo.origin, '/sign-in', { login: 'admin', password });
  const [session] = await call(demo.origin, '/sessions', undefined, token);
  return (await call(demo.origin, `/sessions/${session.id}/registrations`, undefined, token)).length;
}

/** A resident ID of the county that does not exist, with its check digit (GB 11643). @param {string} first17 */
function residentId(first17) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, at) => all + weight * Number(first17[at]), 0);
  return first17 + '10X98765432'[sum % 11];
}

/** @param {import('playwright-core').Page} page @param {string} name @param {string} number */
async function fillRegistration(page, name, number) {
  await page.goto(`${sessionPage}/register`);
  await page.fill('#name', name);
  await page.fill('#document_number', number);
  await page.fill('#work_years', '3');
  await page.check('#letters_signed');
}

test('a registration pressed twice is one registration, and going back registers nobody again', async () => {
  const { page } = officer;
  const before = await registered();
  await fillRegistration(page, '周小燕', residentId('41009919930512027'));
  await page.locator('main form button.main').last().dblclick();
  await page.waitForURL((url) => url.pathname !== `${sessionPage}/register`);
  assert.equal(await registered(), before + 1);
  await page.goBack();
  const button = page.locator('main form button.main').last();
  if (await page.locator('#name').isVisible()) {
    await page.fill('#name', '周小燕');
    await page.fill('#document_number', residentId('41009919930512027'));
    await page.fill('#work_years', '3');
    await page.check('#letters_signed');
    await button.click();
    await page.waitForSelector('.findings, .errors, .verdict, .card');
  }
  assert.equal(await registered(), before + 1);
});

test('a form sent after the session has ended comes back filled in, once somebody has signed in again', async () => {
  const { page, context } = officer;
  await fillRegistration(page, '吴桂英', residentId('41009919880203030'));
  const other = await context.newPage();
  await other.goto('/staff');
  await other.locator('form[action="/staff/sign-out"] button').click();
  await other.waitForLoadState();
  await other.close();
  await page.locator('main form button.main').last().click();
  await page.waitForSelector('#login');
  assert.match(await page.locator('main').innerText(), /重新登录/);
  await page.fill('#login', 'admin');
  await page.fill('#password', password);
  await page.locator('main button.main').click();
  await page.waitForLoadState();
  const goOn = page.getByRole('button', { name: '接着填' });
  if (await goOn.count() > 0) await goOn.click();
  await page.waitForSelector('#name');
  assert.equal(await page.inputValue('#name'), '吴桂英');
  assert.equal(await page.inputValue('#document_number'), residentId('41009919880203030'));
  assert.ok(await page.isChecked('#letters_signed'));
});

test('a change of the language keeps what was typed', async () => {
  const { page } = officer;
  await fillRegistration(page, '郑海涛', residentId('41009919790817019'));
  await Promise.all([page.waitForEvent('load'), page.locator('a.switch').click()]);
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await page.inputValue('#name'), '郑海涛');
  assert.ok(await page.isChecked('#letters_signed'));
  await Promise.all([page.waitForEvent('load'), page.locator('a.switch').click()]);
  assert.equal(await page.inputValue('#name'), '郑海涛');
});

test('without script a clerk registers somebody', async () => {
  const clerk = await person(browser, demo.origin, { javaScriptEnabled: false });
  await signIn(clerk.page, 'admin');
  const before = await registered();
  await fillRegistration(clerk.page, '冯丽', residentId('41009919960611042'));
  await clerk.page.locator('main form button.main').last().click();
  await clerk.page.waitForURL((url) => url.pathname !== `${sessionPage}/register`);
  assert.equal(await registered(), before + 1);
});

test('an address that is not theirs says that nothing is there', async () => {
  const stranger = await person(browser, demo.origin);
  for (const path of ['/nothing', '/notices/999', '/draws/EX-0000/S9', '/demo/mail/999']) {
    const answer = await stranger.page.goto(path);
    assert.equal(answer?.status(), 404, path);
    assert.equal(await stranger.page.locator('h1').innerText(), '页面没有找到', path);
    assert.ok(await stranger.page.locator('main a.btn.main').isVisible(), path);
  }
  for (const path of [`${sessionPage}9`, `${sessionPage}9/register`, '/staff/sessions/x']) {
    assert.equal((await officer.page.goto(path))?.status(), 404, path);
  }
});

test('without script a candidate sits, saves and hands in; going back shows no paper to write on', async () => {
  await next(demo.origin);
  await next(demo.origin);
  const { page } = await person(browser, demo.origin, { javaScriptEnabled: false });
  await page.goto('/exam');
  await page.fill('#admission', await admissionOf(demo.origin, '王＊兰'));
  await page.fill('#tail', '0022');
  await page.fill('#room_code', '8316');
  await page.click('main button.main');
  await page.getByRole('button', { name: '是我', exact: true }).click();
  await page.check('#agreed');
  await page.click('main button.main');
  await page.waitForSelector('form#paper');
  for (const at of [0, 1, 2]) await page.locator('.item').nth(at).locator('.option').first().click();
  await page.getByRole('button', { name: '保存答案' }).click();
  await page.getByText('答案已保存').waitFor();
  assert.equal(await page.locator('.item input:checked').count(), 3);
  await clockTo(demo.origin, '2026-08-15T01:31:00Z');
  await page.click('#hand-in');
  await page.click('#submit');
  await page.getByRole('heading', { name: /已交卷。您的 3 道题/ }).waitFor();
  await page.goBack();
  await page.reload();
  assert.equal(await page.locator('form#paper').count(), 0);
  assert.match(await page.locator('main').innerText(), /已交卷|准考证号/);
});

test('a sheet is signed once, and going back shows nothing that could still be changed', async () => {
  await next(demo.origin);
  const examiner = await person(browser, demo.origin, { viewport: { width: 820, height: 1180 } });
  const { page } = examiner;
  await signIn(page, 'examiner1');
  await page.locator('main a[href*="/staff/sessions/"]').first().click();
  await page.locator('tr', { hasText: '王秀兰' }).getByRole('link').first().click();
  const steps = await page.locator('.steps li a').count();
  for (let step = 1; step < steps; step += 1) {
    await page.locator(`#step-${step}.here`).waitFor();
    for (const yes of await page.locator('.step.here .yes').all()) await yes.click();
    for (const none of await page.locator('.step.here [data-zero]').all()) await none.click();
    await page.click('#next');
  }
  await page.fill('#password', password);
  const signed = page.waitForURL((url) => url.pathname.endsWith('/practical'));
  await page.locator('#sign').dblclick();
  await signed;
  assert.match(await page.locator('tr', { hasText: '王秀兰' }).innerText(), /已签名/);
  await page.goBack();
  await page.reload();
  assert.equal(await page.locator('#sign:visible').count(), 0, 'a signed sheet has no button left to sign it');
  assert.match(await page.locator('main').innerText(), /签名后不能再改/);
});

test('guessing at certificates waits, and says for how long', async () => {
  const guesser = await person(browser, demo.origin);
  const { page } = guesser;
  for (let guess = 0; guess < 6; guess += 1) {
    await page.goto('/verify');
    await page.fill('#serial', 'S000141000001265000001');
    await page.fill('#claim', `王${guess}`);
    await Promise.all([page.waitForEvent('load'), page.locator('main button.main').dblclick()]);
  }
  await page.getByText('错了几次，请 1 分钟后再试。').waitFor();
  assert.equal(await page.inputValue('#serial'), 'S000141000001265000001', 'what was typed stays');
});
