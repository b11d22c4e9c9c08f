// @ts-check
// axe-core on every page there is, in both languages and every state. The live pages are looked at by the main job.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { faults } from './axe.mjs';
import { samples, serveSamples } from './samples.mjs';
import { startChromium } from './support.mjs';

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

describe('axe finds nothing', { concurrency: true }, () => {
  for (const language of /** @type {const} */ (['zh-CN', 'en'])) {
    test(`on any page in ${language}`, async () => {
      const context = await browser.newContext({ baseURL: server.origin, locale: language, viewport: { width: 1366, height: 768 } });
      const page = await context.newPage();
      /** @type {Record<string, string[]>} */
      const found = {};
      for (const sample of samples().filter((one) => one.language === language)) {
        await page.goto(sample.path);
        const here = await faults(page);
        if (here.length > 0) found[sample.name] = here;
      }
      await context.close();
      assert.deepEqual(found, {});
    });
  }
});
