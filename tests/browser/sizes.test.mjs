// @ts-check
// Every page on every screen it may be met on: nothing scrolls sideways, nothing sticks out, everything to press is large
// enough for a finger, no letter is small. Pictures at three sizes go to target/screenshots/pages/<size>/<language>/.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { samples, serveSamples } from './samples.mjs';
import { screenshots, startChromium } from './support.mjs';

/** Width and height in CSS pixels; the last is a screen of 1366 × 768 with the page at 200 %. */
const sizes = /** @type {const} */ ({
  desktop: [1366, 768], projector: [1024, 768], tablet: [820, 1180], phone: [390, 844], narrow: [320, 640], zoomed: [683, 384],
});
const pictured = ['desktop', 'tablet', 'phone'];

/** @type {Awaited<ReturnType<typeof serveSamples>>} */
let server;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  server = await serveSamples();
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What does not fit on this page as it is now, one line each; runs in the page. */
function misfits() {
  const wide = document.documentElement.clientWidth;
  /** @type {Set<string>} */
  const found = new Set();
  const name = (/** @type {Element} */ element) => {
    const words = (element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 24);
    return `<${element.tagName.toLowerCase()}${element.id && `#${element.id}`}${element.classList.length ? `.${[...element.classList].join('.')}` : ''}> ${words}`;
  };
  if (document.documentElement.scrollWidth > wide) found.add(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const element of document.querySelectorAll('body *')) {
    if (!(element instanceof HTMLElement) || !element.checkVisibility({ visibilityProperty: true })) continue;
    const rect = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    // What is there for screen readers only, and what lies on the certificate or may scroll by itself.
    if (rect.width <= 1 || rect.height <= 1 || style.clipPath !== 'none' || rect.right < 0) continue;
    if (element.closest('.a4, .off, .skip') || scrolls(element.parentElement)) continue;
    if (rect.right > wide + 0.5 || rect.left < -0.5) found.add(`sticks out: ${name(element)}`);
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    if (own && Number.parseFloat(style.fontSize) < 16 && !element.closest('.seat, code, kbd, [aria-hidden="true"]')) {
      found.add(`${style.fontSize} letters: ${name(element)}`);
    }
    // A word in its box stays in its column of a list, whatever the language.
    const beside = element.matches('.chip') ? element.nextElementSibling?.getBoundingClientRect() : undefined;
    if (beside && beside.height > 0 && rect.right > beside.left + 0.5 && rect.left < beside.right
      && rect.bottom > beside.top + 0.5 && rect.top < beside.bottom - 0.5) found.add(`runs into what is beside it: ${name(element)}`);
    if (!element.matches('a[href], button, summary, select, textarea, input:not([type=hidden])')) continue;
    const target = element.closest('label') ?? element;
    const box = target.getBoundingClientRect();
    // 2.5.8: a link in a sentence is as high as its line; a cell of the answer card 32 by mouse, 44 by finger.
    const inText = style.display === 'inline';
    const least = inText ? 24 : element.closest('.cells, .sizes') && wide >= 1000 ? 32 : 44;
    if (box.height < least - 0.5 || (box.width < 24 && !inText)) {
      found.add(`${Math.round(box.width)} × ${Math.round(box.height)} to press: ${name(element)}`);
    }
  }
  return [...found];

  /** Whether this or a part around it scrolls sideways by itself. @param {Element | null} element @returns {boolean} */
  function scrolls(element) {
    if (element === null || element === document.body) return false;
    return ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement);
  }
}

describe('every page fits every screen', { concurrency: true }, () => {
  for (const language of /** @type {const} */ (['zh-CN', 'en'])) {
    test(`in ${language}`, async () => {
      const context = await browser.newContext({ baseURL: server.origin, locale: language });
      const page = await context.newPage();
      for (const size of pictured) mkdirSync(join(screenshots, 'pages', size, language), { recursive: true });
      /** What does not fit → the pages and sizes where. @type {Record<string, string[]>} */
      const found = {};
      for (const sample of samples().filter((one) => one.language === language)) {
        await page.goto(sample.path);
        for (const [size, [width, height]] of Object.entries(sizes)) {
          await page.setViewportSize({ width, height });
          for (const misfit of await page.evaluate(misfits)) (found[misfit] ??= []).push(`${sample.name}, ${size}`);
          if (pictured.includes(size)) {
            await page.screenshot({ path: join(screenshots, 'pages', size, language, `${sample.name}.png`), fullPage: true });
          }
        }
      }
      await context.close();
      const lines = Object.entries(found).map(([misfit, where]) => `${misfit} — ${where.length} times: ${where.slice(0, 4).join('; ')}`);
      assert.equal(lines.length, 0, lines.join('\n'));
    });
  }
});

test('the exam page keeps its shape in forced colours and moves nothing where motion is unwanted', async () => {
  const context = await browser.newContext({
    baseURL: server.origin, viewport: { width: 1366, height: 768 }, forcedColors: 'active', reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto('/exam-paper.zh-CN.html');
  const option = page.locator('.option').first();
  await option.scrollIntoViewIfNeeded();
  const open = await option.screenshot();
  await option.locator('input').check();
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  const chosen = await option.screenshot();
  assert.ok(!open.equals(chosen), 'what is chosen can be told from what is not by more than its colour');
  const moving = await page.evaluate(() => document.getAnimations().length
    + [...document.querySelectorAll('*')].filter((element) => Number.parseFloat(getComputedStyle(element).transitionDuration) > 0).length);
  assert.equal(moving, 0);
  await page.screenshot({ path: join(screenshots, 'pages', 'exam-forced-colours.png') });
  await context.close();
});
