// @ts-check
// The whole main job without a mouse: the bureau moves a session on, a candidate sits, an examiner marks, an employer
// checks. Nothing is clicked; at every stop the focus can be seen.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { keyboard } from './keyboard.mjs';
import { admissionOf, clockTo, next, password, person, startChromium, startDemo } from './support.mjs';

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

/** @param {string} login */
async function staff(login, options = {}) {
  const one = await person(browser, demo.origin, options);
  const keys = keyboard(one.page);
  await one.page.goto('/');
  await keys.go('.doors a[href="/staff/sign-in"]');
  await keys.fill('#login', login);
  await keys.fill('#password', password);
  await keys.go('main button.main');
  assert.equal(new URL(one.page.url()).pathname, '/staff');
  return { ...one, keys };
}

test('the skip link leads past the head', async () => {
  const { page } = await person(browser, demo.origin);
  const keys = keyboard(page);
  await page.goto('/');
  await keys.press('Tab');
  await keys.look();
  assert.equal(await page.evaluate(() => document.activeElement?.className), 'skip');
  await keys.press('Enter');
  await keys.press('Tab');
  assert.ok(await page.evaluate(() => document.activeElement?.closest('main')), 'the next stop is in the page itself');
});

test('the bureau closes the roster', async () => {
  const { page, keys, troubles } = await staff('admin');
  await keys.go('main a[href^="/staff/sessions/"]');
  await keys.go({ role: 'main button, main .btn', name: /封存名单/ });
  // A step that can't be undone may be asked about once more.
  if (!/名单已封存|等公共随机数|等各方/.test(await page.locator('main').innerText())) await keys.go({ role: 'main button', name: /封存/ });
  assert.match(await page.locator('main').innerText(), /名单已封存|等公共随机数|等各方/);
  assert.deepEqual(troubles, []);
});

test('a candidate signs in, pledges, answers, marks and hands in', async () => {
  await next(demo.origin);
  const { page, troubles } = await person(browser, demo.origin);
  const keys = keyboard(page);
  await page.goto('/');
  await keys.go('.doors a[href="/exam"]');
  await keys.fill('#admission', await admissionOf(demo.origin, '王＊兰'));
  await keys.fill('#tail', '0022');
  await keys.fill('#room_code', '8316');
  await keys.go('main button.main');
  await keys.go({ role: 'main button', name: /^\s*是我\s*$/ });
  await keys.to('#agreed');
  await keys.press('Space');
  await keys.go('main button.main');
  await page.waitForSelector('form#paper');

  const chosen = () => page.locator('input:checked').count();
  const item = (/** @type {number} */ number) => page.locator('.item:visible .meta', { hasText: `第 ${number} 题` }).waitFor();
  await keys.to('.option input');
  await keys.press('a');
  assert.equal(await chosen(), 1, 'A chooses');
  await keys.press('b');
  assert.equal(await chosen(), 1, 'B takes its place');
  await keys.press('ArrowRight');
  await item(2);
  await keys.press('1');
  assert.equal(await chosen(), 2, '1 chooses in the next');
  await keys.press('m');
  assert.equal(await page.locator('.cells [aria-label*="有记号"]').count(), 1, 'M marks');
  await keys.press('t');
  await page.locator('[aria-live], [role=status], [role=timer]').filter({ hasText: /还剩|剩余/ }).first().waitFor({ state: 'attached' });
  await keys.press('ArrowLeft');
  await item(1);
  await page.locator('#saved', { hasText: /已保存/ }).waitFor();

  await clockTo(demo.origin, '2026-08-15T01:31:00Z');
  await keys.to('#hand-in');
  await keys.press('Enter');
  await page.getByRole('dialog').waitFor();
  await keys.look();
  assert.ok(await page.evaluate(() => document.activeElement?.closest('[role=dialog], dialog')), 'the dialog has the focus');
  await keys.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'hand-in', 'the focus comes back');
  await keys.press('Enter');
  await keys.to('#submit');
  await keys.press('Enter');
  await page.getByRole('heading', { name: /已交卷/ }).waitFor();
  assert.deepEqual(troubles, []);
});

test('an examiner marks every criterion and signs', async () => {
  await next(demo.origin);
  const { page, keys, troubles } = await staff('examiner1', { viewport: { width: 820, height: 1180 } });
  await keys.go('main a[href*="/staff/sessions/"]');
  await keys.go({ role: 'main a', name: /评分|王秀兰/ });
  const steps = await page.locator('.steps li a').count();
  for (let step = 1; step < steps; step += 1) {
    const here = page.locator(`#step-${step}.here`);
    await here.waitFor();
    const stars = await here.locator('.yes input').evaluateAll((inputs) => inputs.map((input) => input.getAttribute('name')));
    for (const star of stars) {
      await keys.to(`.step.here input[name="${star}"]`);
      await keys.press('Space');
    }
    const rest = await here.locator('[data-zero]').count();
    for (let criterion = 0; criterion < rest; criterion += 1) {
      await keys.to('.step.here [data-zero]:not([aria-pressed=true])');
      await keys.press('Enter');
    }
    await keys.to('#next');
    await keys.press('Enter');
  }
  await keys.fill('#password', password);
  await keys.to('#sign');
  await keys.press('Enter');
  await page.getByText('已签名：王秀兰').waitFor();
  assert.deepEqual(troubles, []);
});

test('an employer checks a certificate', async () => {
  for (let step = 0; step < 3; step += 1) await next(demo.origin);
  const officer = await staff('admin');
  await officer.keys.go('main a[href^="/staff/sessions/"]');
  const serial = /[YS] ?[\d ]{21,}/.exec(await officer.page.locator('main').innerText())?.[0].replaceAll(' ', '') ?? '';
  assert.match(serial, /^[YS]\d{21}$/);
  const { page, troubles } = await person(browser, demo.origin);
  const keys = keyboard(page);
  await page.goto('/');
  await keys.go('.doors a[href="/verify"]');
  await keys.fill('#serial', serial);
  await keys.fill('#claim', '李建国');
  await keys.go('main button.main');
  await page.getByRole('heading', { name: '签名正确，未被撤销' }).waitFor();
  await keys.to('summary');
  await keys.press('Enter');
  assert.ok(await page.locator('details[open]').count());
  await keys.press('Shift+Tab');
  await keys.look();
  assert.deepEqual([...troubles, ...officer.troubles], []);
});
