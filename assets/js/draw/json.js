// @ts-check
/** JSON as exam-seed/v1 wants it, stricter than `JSON.parse`, and its canonical form (RFC 8785). */

import { Refused } from "./forms.js";

/** @typedef {import("./forms.js").Json} Json */

const DEEPEST = 127;
const INTEGER = /-?(?:0|[1-9][0-9]*)/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const FOUR_HEX = /[0-9A-Fa-f]{4}/y;
const PLAIN_ESCAPES = new Map([["\"", "\""], ["\\", "\\"], ["/", "/"], ["b", "\b"], ["f", "\f"], ["n", "\n"], ["r", "\r"], ["t", "\t"]]);

/** @param {Uint8Array} bytes @returns {Json} */
export function parse(bytes) {
  let decoded;
  try {
    // `ignoreBOM` keeps the mark in the text, where it is a syntax error.
    decoded = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused("not-json");
  }
  return new Reader(decoded).file();
}

class Reader {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  file() {
    const value = this.value(0);
    this.space();
    if (this.at !== this.text.length) throw new Refused("not-json");
    return value;
  }

  space() {
    for (;;) {
      const unit = this.text.charCodeAt(this.at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.at++;
    }
  }

  /** After white space: the sign, if it is next. @param {string} sign */
  skip(sign) {
    this.space();
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  /** @param {string} sign */
  need(sign) {
    if (!this.skip(sign)) throw new Refused("not-json");
  }

  /** @param {number} depth @returns {Json} */
  value(depth) {
    this.space();
    switch (this.text[this.at]) {
      case "{": return this.object(depth + 1);
      case "[": return this.list(depth + 1);
      case "\"": return this.string();
      case "t": return this.word("true", true);
      case "f": return this.word("false", false);
      case "n": return this.word("null", null);
      default: return this.integer();
    }
  }

  /** @template T @param {string} word @param {T} value */
  word(word, value) {
    if (!this.text.startsWith(word, this.at)) throw new Refused("not-json");
    this.at += word.length;
    return value;
  }

  /** @param {number} depth */
  object(depth) {
    if (depth > DEEPEST) throw new Refused("not-json");
    this.at++;
    /** @type {Map<string, Json>} */
    const found = new Map();
    if (this.skip("}")) return found;
    do {
      this.space();
      if (this.text[this.at] !== "\"") throw new Refused("not-json");
      const key = this.string();
      if (found.has(key)) throw new Refused("not-json");
      this.need(":");
      found.set(key, this.value(depth));
    } while (this.skip(","));
    this.need("}");
    return found;
  }

  /** @param {number} depth */
  list(depth) {
    if (depth > DEEPEST) throw new Refused("not-json");
    this.at++;
    /** @type {Json[]} */
    const found = [];
    if (this.skip("]")) return found;
    do found.push(this.value(depth)); while (this.skip(","));
    this.need("]");
    return found;
  }

  /** A fraction or an exponent is left standing after the integer, where nothing may stand. */
  integer() {
    const digits = this.match(INTEGER);
    const number = Number(digits);
    if (!Number.isSafeInteger(number) || Object.is(number, -0)) throw new Refused("not-json");
    return number;
  }

  string() {
    this.at++;
    let found = "";
    for (;;) {
      PLAIN.lastIndex = this.at;
      PLAIN.test(this.text);
      found += this.text.slice(this.at, PLAIN.lastIndex);
      this.at = PLAIN.lastIndex + 1;
      const sign = this.text[PLAIN.lastIndex];
      if (sign === "\"") return found;
      // A control character, or the end.
      if (sign !== "\\") throw new Refused("not-json");
      found += this.escape();
    }
  }

  escape() {
    const sign = this.text[this.at++] ?? "";
    if (sign !== "u") {
      const plain = PLAIN_ESCAPES.get(sign);
      if (plain === undefined) throw new Refused("not-json");
      return plain;
    }
    const unit = parseInt(this.match(FOUR_HEX), 16);
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    if (unit > 0xdbff || !this.text.startsWith("\\u", this.at)) throw new Refused("not-json");
    this.at += 2;
    const partner = parseInt(this.match(FOUR_HEX), 16);
    if (partner < 0xdc00 || partner > 0xdfff) throw new Refused("not-json");
    return String.fromCharCode(unit, partner);
  }

  /** @param {RegExp} sticky */
  match(sticky) {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text);
    if (!found) throw new Refused("not-json");
    this.at = sticky.lastIndex;
    return found[0];
  }
}

/**
 * RFC 8785. `sort` orders by UTF-16 units and `JSON.stringify` escapes as wanted: no lone surrogate gets here.
 * @param {Json} value @returns {string}
 */
export function jcs(value) {
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  return `{${[...value].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => `${JSON.stringify(key)}:${jcs(one)}`).join(",")}}`;
}
