// @ts-check
// The QR codes that a guest's browser prints, under a reader that shares no code with them (jsQR).

import assert from 'node:assert/strict';
import { test } from 'node:test';

import jsqr from 'jsqr';

import { encode, svg } from '../../assets/js/qr.js';

const levels = /** @type {const} */ (['L', 'M', 'Q', 'H']);
/** Bytes that versions 1, 2, 7, 10 and 20 hold at most (ISO/IEC 18004, table 7), by level. */
const MOST = { L: [17, 32, 154, 271, 858], M: [14, 26, 122, 213, 666], Q: [11, 20, 86, 151, 482], H: [7, 14, 64, 119, 382] };
const read = /** @type {(data: Uint8ClampedArray, width: number, height: number) => {data: string} | null} */ (
  /** @type {any} */ (jsqr).default ?? jsqr);

/** What a reader finds in a code, four pixels a module. @param {{size: number, modules: Uint8Array}} code */
function found({ size, modules }) {
  const side = (size + 8) * 4;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [row, column] = [Math.floor(y / 4) - 4, Math.floor(x / 4) - 4];
      if (row < 0 || column < 0 || row >= size || column >= size || !modules[row * size + column]) continue;
      pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return read(pixels, side, side)?.data;
}

test('every level and size up to its limit is read back', () => {
  for (const level of levels) {
    for (const most of MOST[level]) {
      for (const length of [Math.max(1, most - 1), most]) {
        const text = Array.from({ length }, (_, at) => String.fromCharCode(33 + ((at * 7 + length) % 90))).join('');
        assert.equal(found(encode(text, { level })), text, `${level} ${length}`);
      }
      assert.ok(encode('x'.repeat(most), { level }).version < encode('x'.repeat(most === MOST[level][4] ? 1 : most + 1), { level }).version
        || most === MOST[level][4], `${level} ${most} is the most of its version`);
    }
    assert.throws(() => encode('x'.repeat(MOST[level][4] + 1), { level }), RangeError);
  }
});

test('a secret under each mask, and Chinese, are read back', () => {
  const secret = `EXAM-SEED-SECRET/V1:EX-2026-001:S1:union:${'0f'.repeat(32)}`;
  for (let mask = 0; mask < 8; mask++) assert.equal(found(encode(secret, { mask })), secret, `mask ${mask}`);
  assert.equal(found(encode('青禾县总工会 ✓')), '青禾县总工会 ✓');
});

test('the picture holds the code and says its label, not its text', () => {
  const picture = svg('secret', { label: '密值 <的> "二维码"' });
  assert.match(picture, /^<svg [^>]*aria-label="密值 &#60;的&#62; &#34;二维码&#34;"/);
  assert.ok(!picture.includes('secret') && !picture.includes('style='));
  assert.throws(() => encode(''), RangeError);
  assert.throws(() => encode('\ud83d'), RangeError);
});
