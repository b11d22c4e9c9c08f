// @ts-check
// TypeScript's checker reads every module that goes to a browser, and these tests.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const modules = fileURLToPath(new URL('../../assets/js/', import.meta.url));

test('TypeScript finds nothing, in strict mode', () => {
  const checked = spawnSync(process.execPath, [`${here}node_modules/typescript/bin/tsc`, '-p', here], { encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stdout + checked.stderr);
});

test('every module asks to be checked, and is under 300 lines', () => {
  for (const name of readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))) {
    const lines = readFileSync(modules + name, 'utf8').split('\n');
    assert.equal(lines[0], '// @ts-check', name);
    assert.ok(lines.length - 1 < 300, `${name} has ${lines.length - 1} lines`);
  }
});
