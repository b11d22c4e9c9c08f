// @ts-check
/** SHA-256, HMAC and RFC 6962 trees by Web Crypto; `E` and hex. */

import { Unsupported } from "./forms.js";

/** @typedef {import("./forms.js").Bytes} Bytes */

const encoder = new TextEncoder();
const HMAC = { name: "HMAC", hash: "SHA-256" };

function subtle() {
  const found = globalThis.crypto?.subtle;
  if (!found) throw new Unsupported("no Web Crypto");
  return found;
}

/** @param {string} text @returns {Bytes} */
export function utf8(text) { return encoder.encode(text); }

/** @param {Uint8Array} bytes */
export function toHex(bytes) {
  let hex = "";
  for (const byte of bytes) hex += (byte < 16 ? "0" : "") + byte.toString(16);
  return hex;
}

/** Of text that is known to be hex. @param {string} hex @returns {Bytes} */
export function fromHex(hex) {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** @param {readonly Uint8Array[]} parts @returns {Bytes} */
export function join(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** `E(a, b, …)`. @param {...(string | Uint8Array)} parts */
export function E(...parts) {
  return join(parts.flatMap((part) => {
    const bytes = typeof part === "string" ? utf8(part) : part;
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    return [length, bytes];
  }));
}

/** @param {Bytes} data @returns {Promise<Bytes>} */
export async function sha256(data) { return new Uint8Array(await subtle().digest("SHA-256", data)); }

/** A key to expand with, imported once for many. @param {Bytes} key */
export function hmacKey(key) { return subtle().importKey("raw", key, HMAC, false, ["sign"]); }

/** @param {CryptoKey} key @param {Bytes} data @returns {Promise<Bytes>} */
export async function hmac(key, data) { return new Uint8Array(await subtle().sign("HMAC", key, data)); }

/** `HKDF-Expand(key, info, 32)`, which is one block. @param {CryptoKey} key @param {Uint8Array} info */
export function expand(key, info) { return hmac(key, join([info, Uint8Array.of(1)])); }

/** @param {Uint8Array} leaf */
export function leafHash(leaf) { return sha256(join([Uint8Array.of(0), leaf])); }

/** @param {Uint8Array} left @param {Uint8Array} right */
export function nodeHash(left, right) { return sha256(join([Uint8Array.of(1), left, right])); }

/**
 * Level by level, an odd one out going up as it is: the same tree as that of the largest power of two.
 * @param {readonly Bytes[]} leaves @returns {Promise<Bytes>}
 */
export async function merkleRoot(leaves) {
  if (leaves.length === 0) return sha256(new Uint8Array());
  let level = await Promise.all(leaves.map(leafHash));
  while (level.length > 1) {
    const below = level;
    level = await Promise.all(Array.from({ length: Math.ceil(below.length / 2) }, (_, i) => {
      const [left, right] = below.slice(2 * i, 2 * i + 2);
      return right ? nodeHash(left, right) : left;
    }));
  }
  return level[0];
}

/**
 * The root that an inclusion path leads to (RFC 9162, 2.1.3.2), or null where its length is wrong.
 * Halves by division: an index may have more than 32 bits.
 * @param {Bytes} leaf @param {number} index @param {number} size @param {readonly Bytes[]} path @returns {Promise<Bytes | null>}
 */
export async function rootOfPath(leaf, index, size, path) {
  let [fn, sn, r] = [index, size - 1, await leafHash(leaf)];
  const halve = () => { [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]; };
  for (const p of path) {
    if (sn === 0) return null;
    if (fn % 2 === 1 || fn === sn) {
      r = await nodeHash(p, r);
      while (fn % 2 === 0 && fn !== 0) halve();
    } else r = await nodeHash(r, p);
    halve();
  }
  return sn === 0 ? r : null;
}
