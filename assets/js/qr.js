// @ts-check
/**
 * A text as a QR code (ISO/IEC 18004, model 2), made where the text is: a secret printed from a browser reaches no server.
 *
 * Byte mode with the text's UTF-8 and no ECI header; versions 1 to 20, the smallest that holds it; the mask that the
 * standard's four penalties like best. Nothing is logged, and no error holds the text.
 */

/** How much of a code may be lost: about 7, 15, 25 or 30 of 100. @typedef {"L" | "M" | "Q" | "H"} Level */

/** Rows from the top, 1 is dark. @typedef {{size: number, modules: Uint8Array, version: number, level: Level, mask: number}} Code */

const VERSIONS = 20;
/** Four light modules on every side: less, and readers need not find the code. */
const QUIET = 4;

/**
 * Table 9, versions 1 to 20: the check codewords of each block, and how many blocks; `sign` is the level's two bits in the
 * format information (table 12).
 * @type {Record<Level, {sign: number, checks: number[], blocks: number[]}>}
 */
const LEVELS = {
  L: { sign: 1, checks: [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28],
    blocks: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8] },
  M: { sign: 0, checks: [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26],
    blocks: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16] },
  Q: { sign: 3, checks: [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30],
    blocks: [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20] },
  H: { sign: 2, checks: [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28],
    blocks: [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25] },
};

/** Table 10, by row and column: where each mask turns a module over. @type {((i: number, j: number) => boolean)[]} */
const MASKS = [
  (i, j) => (i + j) % 2 === 0,
  (i) => i % 2 === 0,
  (_, j) => j % 3 === 0,
  (i, j) => (i + j) % 3 === 0,
  (i, j) => (Math.floor(i / 2) + Math.floor(j / 3)) % 2 === 0,
  (i, j) => ((i * j) % 2) + ((i * j) % 3) === 0,
  (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2 === 0,
  (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2 === 0,
];

/**
 * @param {string} text
 * @param {{level?: Level, mask?: number}} [options] level M if none is said; a mask, 0 to 7, only where one must be forced
 * @returns {Code}
 * @throws {RangeError} a text that no version to 20 holds, an empty one, one with half a character, an unknown level or mask
 */
export function encode(text, { level = "M", mask } = {}) {
  if (!Object.hasOwn(LEVELS, level)) throw new RangeError("A QR code's level is L, M, Q or H.");
  if (mask !== undefined && !(mask in MASKS)) throw new RangeError("A QR code's mask is 0 to 7.");
  if (text === "") throw new RangeError("An empty text makes no QR code: readers find nothing in it.");
  // UTF-8 would have U+FFFD for half a surrogate pair: a code that reads well and says something else.
  if (/\p{Surrogate}/u.test(text)) throw new RangeError("The text has half a surrogate pair; it is no Unicode text.");
  const bytes = new TextEncoder().encode(text);
  const version = smallest(bytes.length, level);
  const frame = draw(version);
  place(frame, codewords(bytes, version, level));
  let [best, least, chosen] = [frame.modules, Infinity, 0];
  for (const tried of mask === undefined ? MASKS.keys() : [mask]) {
    const modules = masked(frame, tried, level);
    const found = penalty(modules, frame.size);
    if (found < least) [best, least, chosen] = [modules, found, tried];
  }
  return { size: frame.size, modules: best, version, level, mask: chosen };
}

/**
 * The code as an SVG picture, a module one unit wide, with its quiet zone.
 * @param {string} text
 * @param {{label: string, level?: Level}} options the label is what a screen reader says; not the text, where that is secret
 */
export function svg(text, { label, level = "M" }) {
  const { size, modules } = encode(text, { level });
  let path = "";
  for (let row = 0; row < size; row++) {
    for (let from = 0, column = 0; column < size; from = ++column) {
      while (column < size && modules[row * size + column]) column++;
      if (column > from) path += `M${from + QUIET} ${row + QUIET}h${column - from}v1h-${column - from}z`;
    }
  }
  const side = size + 2 * QUIET;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" role="img" aria-label="${escaped(label)}" `
    + `shape-rendering="crispEdges"><rect width="${side}" height="${side}" fill="#fff"/><path fill="#000" d="${path}"/></svg>`;
}

/** For an attribute of HTML or XML; what XML can't hold becomes U+FFFD. @param {string} label */
function escaped(label) {
  const held = label.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd");
  return held.replace(/[&<>"'\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/* ---- the codewords ---- */

/** The smallest version that holds so many bytes. @param {number} length @param {Level} level */
function smallest(length, level) {
  for (let version = 1; version <= VERSIONS; version++) if (length <= room(version, level)) return version;
  throw new RangeError(`A text of ${length} bytes is too long for a QR code here; at level ${level} it may have ${room(VERSIONS, level)}.`);
}

/** How many bytes a version holds, beside their mode and length: 12 or 20 bits. @param {number} version @param {Level} level */
function room(version, level) { return capacity(version, level) - (version < 10 ? 2 : 3); }

/** How many codewords are data: the modules that no pattern takes, in eights, less the checks. @param {number} version @param {Level} level */
function capacity(version, level) {
  const { checks, blocks } = LEVELS[level];
  return Math.floor(draw(version).fixed.filter((fixed) => !fixed).length / 8) - checks[version - 1] * blocks[version - 1];
}

/** Data in blocks and the checks of each, interleaved. @param {Uint8Array} bytes @param {number} version @param {Level} level */
function codewords(bytes, version, level) {
  const { checks, blocks } = LEVELS[level];
  const data = message(bytes, version, capacity(version, level));
  const [divisor, count] = [generator(checks[version - 1]), blocks[version - 1]];
  // Where the data don't come out even, the last blocks are one longer.
  const from = Array.from({ length: count + 1 }, (_, n) => n * Math.floor(data.length / count) + Math.max(0, n - count + (data.length % count)));
  const parts = Array.from({ length: count }, (_, n) => data.subarray(from[n], from[n + 1]));
  return Uint8Array.from([...columns(parts), ...columns(parts.map((part) => remainder(part, divisor)))]);
}

/** The first of each, then the second of each. @param {Uint8Array[]} parts */
function columns(parts) {
  const longest = Math.max(...parts.map((part) => part.length));
  return Array.from({ length: longest }, (_, n) => parts.flatMap((part) => [...part.subarray(n, n + 1)])).flat();
}

/** Mode 0100, the length, the bytes, four zeros, pads to the end. @param {Uint8Array} bytes @param {number} version @param {number} length */
function message(bytes, version, length) {
  const head = version < 10 ? [bytes.length] : [bytes.length >> 8, bytes.length & 255];
  const data = new Uint8Array(length);
  let [last, at] = [0b0100, 0];
  // After a mode of four bits all lies half a byte to the right; the four zeros, for which there always is room, end on a byte.
  for (const byte of [...head, ...bytes, 0]) {
    data[at++] = (last << 4) | (byte >> 4);
    last = byte & 15;
  }
  for (let pad = 0xec; at < length; pad ^= 0xec ^ 0x11) data[at++] = pad;
  return data;
}

/* ---- Reed-Solomon over GF(256), by x⁸ + x⁴ + x³ + x² + 1 ---- */

/** The powers of 2, twice over, so that a sum of two logarithms needs no modulo. */
const POWERS = new Uint8Array(510);
const LOGARITHMS = new Uint8Array(256);
for (let n = 0, power = 1; n < 255; n++) {
  POWERS[n] = POWERS[n + 255] = power;
  LOGARITHMS[power] = n;
  power = (power << 1) ^ (power & 0x80 ? 0x11d : 0);
}

/** @param {number} a @param {number} b */
function times(a, b) { return a && b ? POWERS[LOGARITHMS[a] + LOGARITHMS[b]] : 0; }

/** The product of x − 2ⁿ for n below the degree, from the highest power down, without the leading 1. @param {number} degree */
function generator(degree) {
  let product = [1];
  for (let n = 0; n < degree; n++) product = [...product, 0].map((one, at) => one ^ times(product[at - 1] ?? 0, POWERS[n]));
  return product.slice(1);
}

/** @param {Uint8Array} data @param {number[]} divisor */
function remainder(data, divisor) {
  const rest = new Uint8Array(divisor.length);
  for (const byte of data) {
    const factor = byte ^ rest[0];
    rest.copyWithin(0, 1);
    rest[rest.length - 1] = 0;
    divisor.forEach((one, at) => { rest[at] ^= times(one, factor); });
  }
  return rest;
}

/* ---- the modules ---- */

/** @typedef {{size: number, modules: Uint8Array, fixed: Uint8Array}} Frame `fixed` is 1 where no data go */

/** The patterns of a version, with room kept for the format information. @param {number} version @returns {Frame} */
function draw(version) {
  const size = 17 + 4 * version;
  const [modules, fixed] = [new Uint8Array(size * size), new Uint8Array(size * size)];
  /** @type {(row: number, column: number, dark: boolean) => void} */
  const set = (row, column, dark) => {
    if (row < 0 || column < 0 || row >= size || column >= size) return;
    modules[row * size + column] = Number(dark);
    fixed[row * size + column] = 1;
  };
  /** Rings out to a reach: the one at the distance `light` and the fourth are light. @type {(...at: number[]) => void} */
  const rings = (row, column, reach, light) => {
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) set(row + y, column + x, ![light, 4].includes(Math.max(Math.abs(x), Math.abs(y))));
    }
  };
  for (let n = 0; n < size; n++) {
    set(6, n, n % 2 === 0);
    set(n, 6, n % 2 === 0);
  }
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]]) rings(row, column, 4, 2);
  const [middles, end] = [alignments(version), size - 7];
  for (const row of middles) {
    for (const column of middles) {
      const finder = (row === 6 && [6, end].includes(column)) || (row === end && column === 6);
      if (!finder) rings(row, column, 2, 1);
    }
  }
  for (const [row, column] of formatPlaces(size).flat()) set(row, column, false);
  set(size - 8, 8, true);
  if (version >= 7) {
    const bits = (version << 12) | bch(version, 0x1f25, 12);
    for (let n = 0; n < 18; n++) {
      const [far, near, dark] = [size - 11 + (n % 3), Math.floor(n / 3), ((bits >> n) & 1) === 1];
      set(near, far, dark);
      set(far, near, dark);
    }
  }
  return { size, modules, fixed };
}

/** Annex E: rows and columns of the alignment patterns' middles, evenly from the far end but for the first. @param {number} version */
function alignments(version) {
  if (version === 1) return [];
  const gaps = Math.floor(version / 7) + 1;
  const step = 2 * Math.ceil((4 * version + 4) / (2 * gaps));
  return [6, ...Array.from({ length: gaps }, (_, n) => 4 * version + 10 - (gaps - 1 - n) * step)];
}

/** Where the format information's 15 bits stand, from the highest, in each of its two copies. @param {number} size */
function formatPlaces(size) {
  const near = [0, 1, 2, 3, 4, 5, 7, 8];
  const corner = [...near.map((column) => [8, column]), ...near.slice(0, 7).reverse().map((row) => [row, 8])];
  return [corner, corner.map((_, n) => (n < 7 ? [size - 1 - n, 8] : [8, size - 15 + n]))];
}

/** The checks of a value under a BCH code. @param {number} value @param {number} divisor @param {number} degree */
function bch(value, divisor, degree) {
  let rest = value << degree;
  for (let bit = 31 - Math.clz32(rest); bit >= degree; bit = 31 - Math.clz32(rest)) rest ^= divisor << (bit - degree);
  return rest;
}

/** Bits from the right, two columns at a time, up and down in turn, past the timing pattern's column. @param {Frame} frame @param {Uint8Array} data */
function place({ size, modules, fixed }, data) {
  let bit = 0;
  for (let pair = 0; pair < (size - 1) / 2; pair++) {
    const right = size - 1 - 2 * pair;
    for (let n = 0; n < 2 * size; n++) {
      const row = pair % 2 === 0 ? size - 1 - (n >> 1) : n >> 1;
      const at = row * size + (right > 6 ? right : right - 1) - (n % 2);
      if (fixed[at]) continue;
      // The few modules left over stay 0.
      modules[at] = ((data[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
      bit++;
    }
  }
}

/** @param {Frame} frame @param {number} mask @param {Level} level */
function masked({ size, modules, fixed }, mask, level) {
  const turned = modules.map((dark, at) => (!fixed[at] && MASKS[mask](Math.floor(at / size), at % size) ? 1 - dark : dark));
  const value = (LEVELS[level].sign << 3) | mask;
  const bits = ((value << 10) | bch(value, 0x537, 10)) ^ 0x5412;
  for (const places of formatPlaces(size)) {
    places.forEach(([row, column], n) => { turned[row * size + column] = (bits >> (14 - n)) & 1; });
  }
  return turned;
}

/** Table 11: how badly a code would read. @param {Uint8Array} modules @param {number} size */
function penalty(modules, size) {
  let [points, dark] = [0, 0];
  for (let n = 0; n < size; n++) {
    const row = modules.subarray(n * size, (n + 1) * size);
    points += line(row) + line(row.map((_, at) => modules[at * size + n]));
    for (let at = 0; at < size; at++) {
      dark += row[at];
      if (n === 0 || at === 0) continue;
      const four = row[at] + row[at - 1] + modules[(n - 1) * size + at] + modules[(n - 1) * size + at - 1];
      if (four % 4 === 0) points += 3;
    }
  }
  return points + 10 * Math.floor(Math.abs(20 * dark - 10 * size * size) / (size * size));
}

/** Of one row or column: runs of five and more, and what looks like a finder pattern. @param {Uint8Array} modules */
function line(modules) {
  let [points, run, last] = [0, 0, 0];
  // The 15 modules up to here: 1011101 with four light ones before or after it, as the quiet zone's are.
  for (let at = 0; at < modules.length + QUIET; at++) {
    last = ((last << 1) | (modules[at] ?? 0)) & 0x7fff;
    if (((last >> 4) & 0x7f) === 0b1011101 && (last >> 11 === 0 || (last & 15) === 0)) points += 40;
    run = at > 0 && modules[at] === modules[at - 1] ? run + 1 : 1;
    if (run >= 5 && at < modules.length) points += run === 5 ? 3 : 1;
  }
  return points;
}
