// @ts-check
// One county's exam as people see it: the bureau's officer presses on, a candidate sits, three examiners mark, a
// certificate is awarded, and an employer checks it. Pictures of every page go to target/screenshots/.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { person, picture, startChromium, startDemo } from './support.mjs';

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
});
