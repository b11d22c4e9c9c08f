// @ts-check
// Contrast as WCAG 2.2 defines it: of two colours, and of a text on whatever lies behind it in a picture of the page.

import { inflateSync } from 'node:zlib';

/** @typedef {[number, number, number]} Colour red, green, blue, 0…255 */

/** Relative luminance (WCAG 2.2, definitions). @param {Colour} colour */
function luminance(colour) {
  const [r, g, b] = colour.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** From 1 to 21. @param {Colour} one @param {Colour} other */
export function ratio(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** @param {string} text `#17252c` or `rgb(23, 37, 44)` @returns {Colour} */
export function colour(text) {
  const hex = /^#([0-9a-f]{6})$/i.exec(text.trim())?.[1];
  const parts = hex ? hex.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) : text.match(/[\d.]+/g)?.slice(0, 3).map(Number);
  if (parts?.length !== 3) throw new Error(`no colour: ${text}`);
  return [parts[0], parts[1], parts[2]];
}

/**
 * The texts at these selectors whose contrast to any pixel behind them is too low, one line each: the page's picture is
 * taken with these texts made transparent and the bars that stick let go, for those cover whatever scrolls below them.
 * @param {import('playwright-core').Page} page
 * @param {string[]} selectors
 */
export async function tooFaint(page, selectors) {
  if (selectors.length === 0) return [];
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('body *')) {
      if (element instanceof HTMLElement && getComputedStyle(element).position === 'sticky') element.style.position = 'static';
    }
  });
  // One that is cut off by the box it scrolls in is brought into it: the picture shows no other part.
  await page.evaluate((wanted) => wanted.forEach((selector) => document.querySelector(selector)?.scrollIntoView({ block: 'nearest' })), selectors);
  const texts = await page.evaluate((wanted) => wanted.map((selector) => {
    const element = document.querySelector(selector);
    if (!(element instanceof HTMLElement || element instanceof SVGElement)) throw new Error(`nothing at ${selector}`);
    const property = element instanceof SVGElement ? 'fill' : 'color';
    const style = getComputedStyle(element);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const range = document.createRange();
    const rects = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
      .flatMap((node) => {
        range.selectNodeContents(node);
        return [...range.getClientRects()];
      })
      // A line's box is higher than its letters, which are what has to be read.
      .map((rect) => ({ x: rect.x + scrollX, y: rect.y + scrollY + Math.max(0, rect.height - size) / 2, width: rect.width, height: Math.min(rect.height, size) }));
    const colour = style.getPropertyValue(property);
    element.style.setProperty(property, 'transparent', 'important');
    return { selector, colour, least: large ? 3 : 4.5, rects };
  }), selectors);
  const picture = pixels(await page.screenshot({ fullPage: true, animations: 'disabled' }));
  await page.evaluate((wanted) => wanted.forEach((selector) => {
    const { style } = /** @type {HTMLElement | SVGElement} */ (document.querySelector(selector));
    style.removeProperty('color');
    style.removeProperty('fill');
  }), selectors);
  return texts.flatMap(({ selector, colour: text, least, rects }) => {
    const worst = Math.min(...rects.map((rect) => worstBehind(picture, rect, colour(text))));
    return worst < least ? [`contrast ${worst.toFixed(2)} at ${selector}, ${least} wanted`] : [];
  });
}

/** @typedef {{width: number, height: number, bytes: Buffer, stride: number}} Picture */

/**
 * The lowest contrast to what lies behind, but for a fiftieth of the pixels: the blurred edge of an ornament is no ground.
 * @param {Picture} picture @param {{x: number, y: number, width: number, height: number}} rect @param {Colour} text
 */
function worstBehind(picture, rect, text) {
  /** How many pixels have each colour. @type {Map<number, number>} */
  const counts = new Map();
  let all = 0;
  for (let y = Math.max(0, Math.ceil(rect.y)); y < Math.min(picture.height, rect.y + rect.height); y += 1) {
    for (let x = Math.max(0, Math.ceil(rect.x)); x < Math.min(picture.width, rect.x + rect.width); x += 1) {
      const value = picture.bytes.readUIntBE((y * picture.width + x) * picture.stride, 3);
      counts.set(value, (counts.get(value) ?? 0) + 1);
      all += 1;
    }
  }
  const contrasts = [...counts].map(([value, count]) => ({ count, contrast: ratio(text, [value >> 16, (value >> 8) & 255, value & 255]) }));
  let passed = 0;
  for (const { count, contrast } of contrasts.sort((a, b) => a.contrast - b.contrast)) {
    passed += count;
    if (passed * 50 > all) return contrast;
  }
  return 21;
}

/**
 * The pixels of a PNG as Chromium writes it: eight bits a channel, RGB or RGBA, not interlaced (PNG 3rd ed., 7 and 9).
 * @param {Buffer} png @returns {Picture}
 */
function pixels(png) {
  const [width, height, depth, kind] = [png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]];
  if (depth !== 8 || (kind !== 2 && kind !== 6)) throw new Error(`a PNG of depth ${depth}, colour type ${kind}`);
  const stride = kind === 6 ? 4 : 3;
  /** @type {Buffer[]} */
  const data = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(data));
  const line = width * stride;
  const bytes = Buffer.alloc(height * line);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (line + 1)];
    for (let x = 0; x < line; x += 1) {
      const left = x >= stride ? bytes[y * line + x - stride] : 0;
      const up = y > 0 ? bytes[(y - 1) * line + x] : 0;
      const corner = x >= stride && y > 0 ? bytes[(y - 1) * line + x - stride] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      bytes[y * line + x] = raw[y * (line + 1) + 1 + x] + guess;
    }
  }
  return { width, height, bytes, stride };
}

/** @param {number} left @param {number} up @param {number} corner */
function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
