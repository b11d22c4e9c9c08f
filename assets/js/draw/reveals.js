// @ts-check
/** Reveals and beacon: their form, and against the manifest. */

import { at, digest, id, keys, list, Refused, text, unique } from "./forms.js";
import { E, fromHex, sha256, toHex } from "./hash.js";

/** @typedef {import("./forms.js").Bytes} Bytes */
/** @typedef {import("./forms.js").Json} Json */
/** @typedef {import("./forms.js").JsonObject} JsonObject */
/** @typedef {import("./manifest.js").Manifest} Manifest */
/** @typedef {{id: string, secret: Bytes}} Reveal */
/** @typedef {{reveals: Reveal[], excluded: string[], beacon: {event: string, value: string} | null}} Reveals */

export const REVEALS_KEYS = ["reveals", "excluded", "beacon"];

/** The form of three fields of an object that has them. @param {JsonObject} file @returns {Reveals} */
export function readReveals(file) {
  /** @type {Set<string>} */
  const revealed = new Set();
  const reveals = list(at(file, "reveals"), "/reveals", (entry, place) => {
    const reveal = keys(entry, place, ["id", "secret"]);
    const name = unique(revealed, id(at(reveal, "id"), `${place}/id`), `${place}/id`);
    return { id: name, secret: fromHex(digest(at(reveal, "secret"), `${place}/secret`)) };
  });
  /** @type {Set<string>} */
  const seen = new Set();
  const excluded = list(at(file, "excluded"), "/excluded", (entry, place) => unique(seen, id(entry, place), place));
  return { reveals, excluded, beacon: readOutcome(at(file, "beacon")) };
}

/** @param {Json} value */
function readOutcome(value) {
  if (value === null) return null;
  const outcome = keys(value, "/beacon", ["event", "value"]);
  return { event: text(at(outcome, "event"), "/beacon/event"), value: text(at(outcome, "value"), "/beacon/value") };
}

/** @param {Reveals} given @param {Manifest} manifest */
export async function checkReveals(given, manifest) {
  await checkOpened(given, manifest);
  if (given.reveals.length === 0) throw new Refused("no-reveals", "/reveals");
  // All that is named is a contributor and named once.
  if (given.reveals.length + given.excluded.length < manifest.contributors.size) throw new Refused("not-accounted-for", "/reveals");
  if ((given.beacon === null) !== (manifest.beacon === null)) throw new Refused("beacon-mismatch", "/beacon");
  checkOutcome(given, manifest);
}

/** What was opened or excluded, be it all or not. @param {Reveals} given @param {Manifest} manifest */
export async function checkOpened({ reveals, excluded }, { exam, session, contributors }) {
  for (const [place, { id, secret }] of reveals.entries()) {
    const published = contributors.get(id);
    if (published === undefined) throw new Refused("not-a-contributor", `/reveals/${place}/id`);
    if ((await commitmentOf(exam, session, id, secret)) !== published) throw new Refused("wrong-secret", `/reveals/${place}/secret`);
  }
  const revealed = new Set(reveals.map(({ id }) => id));
  for (const [place, id] of excluded.entries()) {
    if (!contributors.has(id)) throw new Refused("not-a-contributor", `/excluded/${place}`);
    if (revealed.has(id)) throw new Refused("revealed-and-excluded", `/excluded/${place}`);
  }
}

/** Where both have a beacon. @param {Reveals} given @param {Manifest} manifest */
export function checkOutcome({ beacon: outcome }, { beacon }) {
  if (!outcome || !beacon) return;
  if (outcome.event !== beacon.event && outcome.event !== beacon.fallback) throw new Refused("other-event", "/beacon/event");
  const parts = outcome.value.split("/");
  const fits = parts.length === beacon.groups.length + 1 && parts.pop() === ""
    && parts.every((part, place) => isDrawn(part, beacon.groups[place]));
  if (!fits) throw new Refused("no-outcome", "/beacon/value");
}

/** @param {string} text @param {import("./manifest.js").Group} group */
function isDrawn(text, { take, of }) {
  const numbers = text.split(".");
  if (numbers.length !== take + 1 || numbers.pop() !== "") return false;
  let before = 0;
  return numbers.every((digits) => {
    // What is beyond 2⁵³ − 1 may be rounded, but never to an `of`.
    if (!/^[1-9][0-9]{0,15}$/.test(digits)) return false;
    const number = Number(digits);
    const rises = number > before && number <= of;
    before = number;
    return rises;
  });
}

/** @param {string} exam @param {string} session @param {string} contributor @param {Bytes} secret */
export async function commitmentOf(exam, session, contributor, secret) {
  return toHex(await sha256(E("exam-seed/v1/commit", exam, session, contributor, secret)));
}
