// @ts-check
/** ChaCha20's keystream as 64-bit words, and what is drawn with them. */

/** @typedef {import("./forms.js").Bytes} Bytes */

const TWO_32 = 0x1_0000_0000;
/** Below it (n − 1)² + 2³² is exact in a double. */
const SMALL = 0x400_0000;

export class Words {
  /** @param {Uint8Array} key 32 bytes; nonce and counter are 0 */
  constructor(key) {
    const view = new DataView(key.buffer, key.byteOffset, 32);
    this.state = new Int32Array([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for (let i = 0; i < 8; i++) this.state[4 + i] = view.getInt32(4 * i, true);
    this.block = new Uint32Array(16);
    this.used = 16;
    this.high = 0;
    this.low = 0;
  }

  /** Puts the next word into `high` and `low`. */
  step() {
    if (this.used === 16) this.refill();
    this.low = this.block[this.used];
    this.high = this.block[this.used + 1];
    this.used += 2;
  }

  next() {
    this.step();
    return (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  refill() {
    const x = this.state.slice();
    for (let round = 0; round < 10; round++) {
      quarter(x, 0, 4, 8, 12);
      quarter(x, 1, 5, 9, 13);
      quarter(x, 2, 6, 10, 14);
      quarter(x, 3, 7, 11, 15);
      quarter(x, 0, 5, 10, 15);
      quarter(x, 1, 6, 11, 12);
      quarter(x, 2, 7, 8, 13);
      quarter(x, 3, 4, 9, 14);
    }
    for (let i = 0; i < 16; i++) this.block[i] = x[i] + this.state[i];
    this.state[12]++;
    if (this.state[12] === 0) this.state[13]++;
    this.used = 0;
  }

  /** The page's `bounded(n)` for the lengths of lists. @param {number} n */
  bounded(n) {
    if (n >= SMALL) return Number(this.boundedBig(BigInt(n)));
    const carry = TWO_32 % n;
    const over = (carry * carry) % n;
    // x ≥ lim = 2⁶⁴ − over, where over < 2³².
    do this.step(); while (this.high === 0xffff_ffff && TWO_32 - this.low <= over);
    return ((this.high % n) * carry + this.low) % n;
  }

  /** @param {bigint} n */
  boundedBig(n) {
    const lim = (1n << 64n) - ((1n << 64n) % n);
    for (;;) {
      const x = this.next();
      if (x < lim) return x % n;
    }
  }

  /** @template T @param {T[]} v @param {number} k @returns {T[]} */
  draw(v, k) {
    for (let i = 0; i < k; i++) swap(v, i, i + this.bounded(v.length - i));
    return v.slice(0, k);
  }

  /** In place. @template T @param {T[]} v */
  shuffle(v) {
    for (let i = v.length - 1; i >= 1; i--) swap(v, i, this.bounded(i + 1));
    return v;
  }
}

/** @template T @param {T[]} v @param {number} i @param {number} j */
function swap(v, i, j) { [v[i], v[j]] = [v[j], v[i]]; }

/** @param {Int32Array} x @param {number} a @param {number} b @param {number} c @param {number} d */
function quarter(x, a, b, c, d) {
  let mixed;
  x[a] += x[b]; mixed = x[d] ^ x[a]; x[d] = (mixed << 16) | (mixed >>> 16);
  x[c] += x[d]; mixed = x[b] ^ x[c]; x[b] = (mixed << 12) | (mixed >>> 20);
  x[a] += x[b]; mixed = x[d] ^ x[a]; x[d] = (mixed << 8) | (mixed >>> 24);
  x[c] += x[d]; mixed = x[b] ^ x[c]; x[b] = (mixed << 7) | (mixed >>> 25);
}
