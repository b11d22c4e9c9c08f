// @ts-check
// Hands that never leave the keyboard. Wherever the focus lands it must be seen: WCAG 2.2, 2.4.7 and 2.4.11.

import assert from 'node:assert/strict';

/** How many stops a page may have before what is looked for: more is no page to be used by keyboard. */
const MOST_STOPS = 200;

/**
 * What has the focus, and what is wrong with how it shows; runs in the page.
 */
function focused() {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return null;
  // A hidden radio button shows its focus on the label around it, a box on the words beside it.
  const shown = [element, element.closest('label'), element.nextElementSibling, element.closest('.option, .pick label')]
    .filter((one) => one instanceof HTMLElement);
  const ring = shown.some((one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
  });
  const target = element.closest('label') ?? element;
  const [box] = [...target.getClientRects()].filter((rect) => rect.width > 1 && rect.height > 1);
  const words = (element.getAttribute('aria-label') ?? target.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 60);
  const name = `<${element.tagName.toLowerCase()}${element.id && `#${element.id}`}> ${words}`;
  if (!box) return { name, faults: ['it has no place on the page'] };
  const faults = ring ? [] : ['no ring around it'];
  const inside = (/** @type {number} */ at, /** @type {number} */ size) => Math.min(Math.max(at, 1), size - 2);
  const points = [0.5, 0.2, 0.8].flatMap((x) => [0.5, 0.2, 0.8].map((y) => [
    inside(box.left + box.width * x, innerWidth), inside(box.top + box.height * y, innerHeight),
  ]));
  const seen = points.filter(([x, y]) => {
    const on = document.elementFromPoint(x, y);
    return on !== null && (target.contains(on) || element.contains(on) || on.contains(target) && !on.matches('.bar, .acts, .sum'));
  });
  const away = box.bottom < 1 || box.top > innerHeight - 1 || box.right < 1 || box.left > innerWidth - 1;
  if (away) faults.push('it lies outside the window');
  else if (seen.length === 0) faults.push('something covers it');
  return { name, faults };
}

/**
 * Somebody's keyboard on this page.
 * @param {import('playwright-core').Page} page
 */
export function keyboard(page) {
  const press = (/** @type {string} */ key) => page.keyboard.press(key);

  /** Fails unless what has the focus can be seen to have it. */
  async function look() {
    const here = await page.evaluate(focused);
    if (here) assert.deepEqual(here.faults, [], `${page.url()}: the focus is on ${here.name}`);
  }

  /**
   * Goes by Tab to the first element that fits, and looks at every stop on the way.
   * @param {string | {role: string, name: RegExp}} wanted a selector, or a role's selector with its words
   * @param {'Tab' | 'Shift+Tab'} [key]
   */
  async function to(wanted, key = 'Tab') {
    const { selector, words } = typeof wanted === 'string'
      ? { selector: wanted, words: '' } : { selector: wanted.role, words: wanted.name.source };
    const stops = [];
    for (let stop = 0; stop <= MOST_STOPS; stop += 1) {
      const here = await page.evaluate(([css, pattern]) => {
        const element = document.activeElement;
        if (!(element instanceof HTMLElement)) return false;
        const said = `${element.getAttribute('aria-label') ?? ''} ${element.textContent ?? ''} ${element.closest('label')?.textContent ?? ''}`;
        return element.matches(css) && new RegExp(pattern).test(said.replace(/\s+/g, ' '));
      }, [selector, words]);
      if (here) {
        await look();
        return;
      }
      await press(key);
      await look();
      stops.push(await page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim().slice(0, 20)));
    }
    assert.fail(`${page.url()}: ${MOST_STOPS} stops and no ${selector} ${words}; passed ${stops.join(' | ')}`);
  }

  /** Replaces what a field holds. @param {string} selector @param {string} text */
  async function fill(selector, text) {
    await to(selector);
    await press('Control+A');
    await page.keyboard.type(text);
  }

  /**
   * Presses what fits, and waits for the page that follows.
   * @param {string | {role: string, name: RegExp}} wanted @param {string} [key]
   */
  async function go(wanted, key = 'Enter') {
    await to(wanted);
    await Promise.all([page.waitForEvent('load'), press(key)]);
  }

  return { press, look, to, fill, go };
}
