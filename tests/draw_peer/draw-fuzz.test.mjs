// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, CANCELLED, EVIDENCE, loose, MANIFEST, outcome, ROOT, SECRET, SLIP } from "./draw-helpers.mjs";
import { utf8 } from "../../assets/js/draw/hash.js";
import { checkSlip, readSecret, readSlip, replayAny } from "../../assets/js/draw/index.js";

/** @typedef {import("./draw-helpers.mjs").Loose} Loose */

test("whatever the bytes are, nothing but a refusal is thrown", async () => {
  let state = 12345;
  const random = (/** @type {number} */ n) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % n;
  };
  const small = [EVIDENCE, CANCELLED, SLIP, SECRET].map((bytes) => bytesOf(loose(bytes)));
  /** @type {((bytes: Uint8Array) => unknown)[]} */
  const readers = [replayAny, replayAny, (bytes) => checkSlip(readSlip(bytes), MANIFEST, ROOT), readSecret];
  /** @type {Map<string, number>} */
  const seen = new Map();
  for (const [kind, bytes] of small.entries()) {
    for (let round = 0; round < 1500; round++) {
      let spoilt = bytes.slice();
      if (round % 3 === 0) spoilt = spoilt.slice(0, random(bytes.length));
      else for (let flips = 1 + random(2); flips > 0; flips--) spoilt[random(spoilt.length)] = round % 3 === 1 ? random(256) : 0x20 + random(96);
      const said = (await outcome(() => readers[kind](spoilt))).split(" ")[0];
      seen.set(said, (seen.get(said) ?? 0) + 1);
    }
  }
  for (const word of ["null", "0", "\"\"", "[]", "{}", "true",
    "[[]]"]) assert.match(await outcome(() => replayAny(utf8(word))), /^(?:malformed|missing)/);
  assert.ok((seen.get("not-json") ?? 0) > 1000 && seen.size > 8, JSON.stringify([...seen]));
});

test("a fuzz of structure: any value in any place", async () => {
  const values = [null, true, 0, -1, 2 ** 53 - 1, "", "x", "é/~", [], {}, [[]], { id: "a" }, "0".repeat(64)];
  for (const [bytes, reader] of /** @type {[Uint8Array, (bytes: Uint8Array) => unknown][]} */ ([[EVIDENCE, replayAny], [CANCELLED, replayAny],
    [SECRET, readSecret], [SLIP, (b) => checkSlip(readSlip(b), MANIFEST, ROOT)]])) {
    for (let place = 0, more = true; more; place++) {
      for (const value of values) {
        let left = place;
        const root = loose(bytes);
        /** @param {Loose} node */
        const visit = (node) => {
          for (const key of Object.keys(node)) {
            // The manifest is spoilt in the evidence already.
            if (key === "manifest" && bytes === CANCELLED) continue;
            if (left-- === 0) { node[key] = value; return; }
            if (left >= 0 && node[key] !== null && typeof node[key] === "object") visit(node[key]);
            if (left < 0) return;
          }
        };
        visit(root);
        more = left < 0;
        if (!more) break;
        await outcome(() => reader(bytesOf(root)));
      }
    }
  }
});
