// @ts-check
/** A session that was cancelled after something had been opened. */

import { at, checkSpec, keys, Refused, someText } from "./forms.js";
import { parse } from "./json.js";
import { manifestHash, readManifest } from "./manifest.js";
import { checkOpened, checkOutcome, readReveals, REVEALS_KEYS } from "./reveals.js";

/** @typedef {import("./forms.js").Json} Json */

export const CANCELLED_SPEC = "exam-seed-cancelled/v1";
const KEYS = ["spec", "manifest", "manifest_hash", "reason", "cancelled_at", ...REVEALS_KEYS];
const INSTANT = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z$/;

/** @param {Uint8Array} bytes */
export async function checkCancelled(bytes) { return cancelled(parse(bytes)); }

/** @param {Json} root */
export async function cancelled(root) {
  checkSpec(root, CANCELLED_SPEC);
  const file = keys(root, "", KEYS);
  const manifest = readManifest(at(file, "manifest"), "/manifest");
  const hash = await manifestHash(at(file, "manifest"));
  if (file.get("manifest_hash") !== hash) throw new Refused("differs", "/manifest_hash");
  const reason = someText(at(file, "reason"), "/reason");
  const cancelledAt = instant(at(file, "cancelled_at"), "/cancelled_at");
  const given = readReveals(file);
  await checkOpened(given, manifest);
  if (given.beacon !== null && manifest.beacon === null) throw new Refused("beacon-mismatch", "/beacon");
  checkOutcome(given, manifest);
  return { exam: manifest.exam, session: manifest.session, manifestHash: hash, reason, cancelledAt, opened: given.reveals.map(({ id }) => id) };
}

/** @param {Json} value @param {string} path */
function instant(value, path) {
  const parts = typeof value === "string" ? INSTANT.exec(value) : null;
  if (!parts) throw new Refused("malformed", path);
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) throw new Refused("malformed", path);
  return parts[0];
}
