// @ts-check
import { readFileSync } from "node:fs";
import { utf8 } from "../../assets/js/draw/hash.js";
import { Refused } from "../../assets/js/draw/index.js";
import { parse } from "../../assets/js/draw/json.js";
import { manifestHash } from "../../assets/js/draw/manifest.js";

/** @typedef {any} Loose A file that is about to be spoilt has no type. */

/** @param {string} name */
const file = (name) => new Uint8Array(readFileSync(new URL(`../vectors/${name}-vector.json`, import.meta.url)));
export const [EVIDENCE, SLIP, CANCELLED, SECRET] = ["draw", "slip", "cancelled", "secret"].map(file);
export const ROOT = "0347691d6d124c7c647318958f65175ac8bfefe56ad76e9a1db1895847da0c48";
export const HASH = "938c343ef109dc7e699addedc6db7dd9cd24e103f0f55dc173c43592ea1f90e3";
export const FRAGMENT = "000123.0.2.AsK0BjhGL-XMFeSxHff-2iaMYOsro698e8SPu_yWGkg.AIwV9f1cz-qjG5abBwfGt3wLIVRuvmv9SKgY1nyOArQ";
export const QR = `EXAM-SEED-SECRET/V1:EX-2026-001:S1:bureau:${"01".repeat(32)}`;
/** @param {Uint8Array} bytes @returns {Loose} */
export const loose = (bytes) => JSON.parse(new TextDecoder().decode(bytes));
/** @param {unknown} value */
export const bytesOf = (value) => utf8(JSON.stringify(value));
export const MANIFEST = bytesOf(loose(EVIDENCE).manifest);

/** @param {() => unknown} run @returns {Promise<string>} "ok", or the refusal's code and path */
export async function outcome(run) {
  try {
    await run();
    return "ok";
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.path === undefined ? error.code : `${error.code} ${error.path}`;
  }
}

/** @param {Uint8Array} bytes @param {(value: Loose) => unknown} change @returns {Uint8Array} */
export function changed(bytes, change) {
  const value = loose(bytes);
  return bytesOf(change(value) ?? value);
}

/** The evidence with another manifest, whose hash is right again. @param {(manifest: Loose, evidence: Loose) => unknown} change */
export async function rehashed(change) {
  const value = loose(EVIDENCE);
  change(value.manifest, value);
  value.manifest_hash = await manifestHash(parse(bytesOf(value.manifest)));
  return bytesOf(value);
}
