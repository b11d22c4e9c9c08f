// @ts-check
// What axe-core finds on a page: nothing, or the page is not fit for everybody.

import axe from 'axe-core';

import { tooFaint } from './contrast.mjs';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Every violation on the page as it is now, one line each; a contrast that axe can't decide is measured in a picture.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
export async function faults(page) {
  // Not a script element: the pages' policy forbids those, and stays on.
  await page.evaluate(axe.source);
  const found = await page.evaluate((wanted) => {
    const { axe } = /** @type {{axe: typeof import('axe-core')}} */ (/** @type {unknown} */ (window));
    return axe.run(document, { runOnly: wanted, resultTypes: ['violations', 'incomplete'] });
  }, tags);
  const lines = found.violations.flatMap((result) => result.nodes.map((node) => {
    const why = [...node.any, ...node.all, ...node.none].map((check) => check.message).join('; ');
    return `${result.id} (${result.impact}) at ${node.target.join(' ')}: ${why || result.help}`;
  }));
  const undecided = found.incomplete.filter((result) => result.id === 'color-contrast').flatMap((result) => result.nodes);
  const selectors = undecided.map((node) => node.target.join(' '));
  // Pure decoration has no contrast to keep (1.4.3); nor has what lies behind a dialog until that is closed.
  const read = await page.evaluate((all) => {
    const dialog = [...document.querySelectorAll('[role=dialog]')].find((one) => one.checkVisibility());
    return all.filter((one) => {
      const element = document.querySelector(one);
      return !element?.closest('[aria-hidden=true]') && (!dialog || dialog.contains(element));
    });
  }, selectors);
  return [...lines, ...await tooFaint(page, read)];
}
