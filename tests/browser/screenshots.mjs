// @ts-check
// The README's pictures, taken from a demo county as its story goes on; scripts/screenshots runs this.

import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { rightAnswers } from './keys.mjs';
import { admissionOf, next, password, person, startChromium, startDemo } from './support.mjs';

const images = fileURLToPath(new URL('../../docs/images', import.meta.url));
/** The most a picture may weigh: a README is read over slow lines too. */
const HEAVIEST = 150_000;
const desktop = { width: 1366, height: 768 };
const tablet = { width: 820, height: 1180 };
const phone = { width: 390, height: 844 };

mkdirSync(images, { recursive: true });
const demo = await startDemo();
const browser = await startChromium();
try {
  await next(demo.origin);
  await next(demo.origin);
  await exam();
  await next(demo.origin);
  await practical();
  const officer = await staff('admin', desktop);
  await officer.locator('main a[href^="/staff/sessions/"]').first().click();
  await keep(officer, 'session');
  await next(demo.origin);
  await visit('home', '/');
  await next(demo.origin);
  await next(demo.origin);
  await officer.reload();
  const serial = /[YS] ?[\d ]{21,}/.exec(await officer.locator('main').innerText())?.[0].replaceAll(' ', '') ?? '';
  await verify(serial);
} finally {
  await browser.close();
  await demo.stop();
  demo.tidy();
}

/** @param {{width: number, height: number}} viewport */
async function open(viewport) {
  return (await person(browser, demo.origin, { viewport, reducedMotion: 'reduce' })).page;
}

/** @param {import('playwright-core').Page} page @param {string} name */
async function keep(page, name) {
  const path = join(images, `${name}.png`);
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path, animations: 'disabled' });
  const { size } = statSync(path);
  console.log(`docs/images/${name}.png ${Math.round(size / 1000)} kB`);
  if (size > HEAVIEST) throw new Error(`${path} is heavier than ${HEAVIEST / 1000} kB`);
}

/** @param {string} name @param {string} path */
async function visit(name, path) {
  const page = await open(desktop);
  await page.goto(path);
  await keep(page, name);
}

/** @param {string} login @param {{width: number, height: number}} viewport */
async function staff(login, viewport) {
  const page = await open(viewport);
  await page.goto('/staff/sign-in');
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.click('main button.main');
  await page.waitForURL((url) => url.pathname === '/staff');
  return page;
}

/** A paper half answered, on a computer and on a phone. */
async function exam() {
  const page = await open(desktop);
  await page.goto('/exam');
  await page.fill('#admission', await admissionOf(demo.origin, '王＊兰'));
  await page.fill('#tail', '0022');
  await page.fill('#room_code', '8316');
  await page.click('main button.main');
  await page.getByRole('button', { name: '是我', exact: true }).click();
  await page.check('#agreed');
  await page.click('main button.main');
  await page.waitForSelector('form#paper');
  const right = rightAnswers();
  for (let at = 0; at < 12; at += 1) {
    const item = page.locator('.item').nth(at);
    for (const text of right.get((await item.locator('.stem').innerText()).trim()) ?? []) {
      await item.locator('.option', { has: page.getByText(text, { exact: true }) }).click();
    }
    if (at === 5) await page.click('#mark');
    if (at < 11) await page.click('#next');
  }
  await page.locator('#saved', { hasText: /已保存/ }).waitFor();
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur());
  await keep(page, 'exam');
  await page.setViewportSize(phone);
  await keep(page, 'exam-phone');
}

/** A sheet half marked, on a tablet. */
async function practical() {
  const page = await staff('examiner1', tablet);
  await page.locator('main a[href*="/staff/sessions/"]').first().click();
  await page.locator('tr', { hasText: '王秀兰' }).getByRole('link').first().click();
  await page.locator('.step.here').waitFor();
  for (const yes of await page.locator('.step.here .yes').all()) await yes.click();
  await page.click('#next');
  await page.locator('.step.here [data-by="1"]').first().click();
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur());
  await page.locator('#saved', { hasText: /已保存/ }).waitFor();
  await keep(page, 'practical');
}

/** @param {string} serial */
async function verify(serial) {
  const page = await open({ width: desktop.width, height: 900 });
  await page.goto('/verify');
  await page.fill('#serial', serial);
  await page.fill('#claim', '李建国');
  await page.click('main button.main');
  await page.locator('#browser-check .tick').waitFor();
  await keep(page, 'verify');
}
