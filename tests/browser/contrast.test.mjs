// @ts-check
// The palette's contrasts, computed from base.css as it is: text 4.5, edges and focus 3 (WCAG 2.2, 1.4.3, 1.4.6, 1.4.11).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { colour, ratio } from './contrast.mjs';

const sheet = readFileSync(new URL('../../assets/css/base.css', import.meta.url), 'utf8');
/** Every `--token: #rrggbb` of the first `:root`. */
const tokens = new Map([...sheet.slice(0, sheet.indexOf('}')).matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/g)]
  .map(([, name, value]) => [name, colour(value)]));
tokens.set('white', [255, 255, 255]);

/** @param {string} name */
function token(name) {
  const found = tokens.get(name);
  assert.ok(found, `base.css has no --${name}`);
  return found;
}

/** @param {string} front @param {string} ground */
const of = (front, ground) => ratio(token(front), token(ground));

/** What is written in which colour on which grounds. @type {[string, string[]][]} */
const texts = [
  ['ink', ['surface', 'paper', 'shade', 'dai-tint', 'ok-tint', 'warn-tint', 'stop-tint', 'focus']],
  ['ink-2', ['surface', 'paper', 'shade', 'dai-tint', 'ok-tint', 'warn-tint', 'stop-tint']],
  ['dai', ['surface', 'paper', 'shade', 'dai-tint']],
  ['stop', ['surface', 'paper', 'stop-tint']],
  ['ok', ['surface', 'paper', 'ok-tint', 'shade']],
  ['warn', ['surface', 'paper', 'warn-tint']],
  ['brass', ['surface', 'paper']],
  ['white', ['dai', 'dai-deep', 'ok', 'stop', 'warn']],
  ['focus', ['dai-deep']],
];

/** What has to be seen without being read: edges of fields, of alarms; the focus ring on light and dark. @type {[string, string[]][]} */
const edges = [
  ['edge', ['surface', 'paper', 'shade', 'dai-tint']],
  ['warn-edge', ['surface', 'warn-tint']],
  ['stop', ['surface', 'paper', 'stop-tint']],
  ['ok', ['surface', 'paper', 'ok-tint']],
  ['dai', ['surface', 'paper', 'dai-tint']],
  ['ink', ['surface', 'paper', 'focus']],
  ['focus', ['dai-deep', 'dai', 'ink']],
  ['star', ['dai-deep']],
];

test('every text colour reads on every ground it stands on', () => {
  for (const [front, grounds] of texts) {
    for (const ground of grounds) assert.ok(of(front, ground) >= 4.5, `${front} on ${ground}: ${of(front, ground).toFixed(2)}`);
  }
});

test('every edge and the focus ring stand out from what they lie on', () => {
  for (const [front, grounds] of edges) {
    for (const ground of grounds) assert.ok(of(front, ground) >= 3, `${front} on ${ground}: ${of(front, ground).toFixed(2)}`);
  }
});

test('the figures are those of the design', () => {
  const figures = {
    'ink/surface': 15.7, 'ink/paper': 14.3, 'ink-2/surface': 7.5, 'ink-2/paper': 6.8, 'dai/surface': 9.9, 'dai/paper': 9.0,
    'stop/surface': 7.2, 'stop/paper': 6.6, 'ok/surface': 6.6, 'ok/paper': 6.0, 'warn/warn-tint': 6.4, 'edge/surface': 4.5,
    'edge/paper': 4.1, 'focus/dai-deep': 9.2,
  };
  const computed = Object.fromEntries(Object.keys(figures).map((pair) => {
    const [front, ground] = pair.split('/');
    return [pair, Number(of(front, ground).toFixed(1))];
  }));
  assert.deepEqual(computed, figures);
});
