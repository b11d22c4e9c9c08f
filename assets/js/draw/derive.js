// @ts-check
/** From secrets and beacon to papers and draws. */

import { Words } from "./chacha.js";
import { Refused } from "./forms.js";
import { E, expand, fromHex, hmac, hmacKey, join, sha256, toHex, utf8 } from "./hash.js";

/** @typedef {import("./forms.js").Bytes} Bytes */
/** @typedef {import("./manifest.js").Item} Item */
/** @typedef {import("./manifest.js").Manifest} Manifest */
/** @typedef {import("./manifest.js").Draw} Draw */
/** @typedef {import("./reveals.js").Reveals} Reveals */
/** @typedef {{id: string, items: {id: string, options: string[]}[]}} PaperSection */
/** @typedef {{candidate: string, attempt: number, key_hash: string, sections: PaperSection[]}} Paper */
/** @typedef {{id: string, taken: string[]}} Taken */
/** @typedef {{rung: Item[], section: number, index: string}} Slot One item of the paper; `index` lacks the attempt. */
/** @typedef {{draw: Bytes, options: Bytes, order: Bytes}} Prefixes */
/**
 * What all papers of a manifest have in common.
 * @typedef {{manifest: Manifest, slots: Slot[], prefixes: Prefixes[], enemies: Map<string, number[]>}} Plan
 */

const ATTEMPTS = 1000;
/** Streams asked for at once: more at a time is no quicker, and most of an attempt that meets enemies is never asked for. */
const BATCH = 64;

/** @param {Manifest} manifest @returns {Plan} */
export function plan(manifest) {
  const slots = manifest.sections.flatMap((section, place) => section.cells.flatMap((cell) => {
    const pool = [...cell.items].sort((a, b) => a.facility - b.facility || (a.id < b.id ? -1 : 1));
    const edge = (/** @type {number} */ r) => Math.floor((r * pool.length) / cell.count);
    return Array.from({ length: cell.count }, (_, r) => ({ rung: pool.slice(edge(r), edge(r + 1)), section: place, index: `${cell.id}/${r}/` }));
  }));
  const prefixes = manifest.sections.map(({ id }) => ({
    draw: streamPrefix(id, "draw"), options: streamPrefix(id, "options"), order: streamPrefix(id, "item-order"),
  }));
  /** @type {Map<string, number[]>} */
  const enemies = new Map();
  for (const [set, ids] of manifest.constraints.enemies.entries()) {
    for (const id of new Set(ids)) {
      const sets = enemies.get(id);
      if (sets) sets.push(set);
      else enemies.set(id, [set]);
    }
  }
  return { manifest, slots, prefixes, enemies };
}

/** @param {Manifest} manifest @param {string} hash of the manifest @param {Reveals} reveals @returns {Promise<Bytes>} */
export async function deriveMaster(manifest, hash, { reveals, beacon }) {
  const ordered = [...reveals].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ikm = join(ordered.map(({ id, secret }) => E(id, secret)));
  const salt = await sha256(E("exam-seed/v1/beacon", beacon?.event ?? "", beacon?.value ?? ""));
  const prk = await hmac(await hmacKey(salt), ikm);
  return expand(await hmacKey(prk), E("exam-seed/v1/master", manifest.exam, fromHex(hash)));
}

/** @param {CryptoKey} master @param {Manifest} manifest @param {string} candidate or the id of a draw */
export function derivePaperKey(master, { exam, session }, candidate) {
  return expand(master, E("exam-seed/v1/paper", exam, session, candidate));
}

/** @param {string} section @param {string} purpose */
export function streamPrefix(section, purpose) { return E("exam-seed/v1/stream", section, purpose); }

/** @param {CryptoKey} key @param {Bytes} prefix @param {string} index */
export async function stream(key, prefix, index) { return new Words(await expand(key, join([prefix, E(index)]))); }

/**
 * @param {Plan} plan @param {string} candidate @param {Bytes} paperKey @param {() => Promise<void>} [rest] lets others have the thread
 * @returns {Promise<Paper>}
 */
export async function derivePaper(plan, candidate, paperKey, rest = async () => {}) {
  const key = await hmacKey(paperKey);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const items = await drawItems(plan, key, attempt);
    if (items && sumFits(plan.manifest, items)) {
      return { candidate, attempt, key_hash: toHex(await sha256(paperKey)), sections: await arrange(plan, key, items) };
    }
    await rest();
  }
  throw new Refused("no-paper");
}

/** An item for each slot; null as soon as two are enemies. @param {Plan} plan @param {CryptoKey} key @param {number} attempt */
async function drawItems({ slots, prefixes, enemies }, key, attempt) {
  /** @type {Item[]} */
  const items = [];
  /** @type {Set<number>} */
  const met = new Set();
  for (let from = 0; from < slots.length; from += BATCH) {
    const batch = await Promise.all(slots.slice(from, from + BATCH).map(async ({ rung, section, index }) => {
      // A rung of one has no choice, whatever its stream says.
      if (rung.length === 1) return rung[0];
      return rung[(await stream(key, prefixes[section].draw, `${index}${attempt}`)).bounded(rung.length)];
    }));
    for (const item of batch) {
      for (const set of enemies.get(item.id) ?? []) {
        if (met.has(set)) return null;
        met.add(set);
      }
      items.push(item);
    }
  }
  return items;
}

/** @param {Manifest} manifest @param {Item[]} items */
function sumFits({ constraints: { facilitySum } }, items) {
  if (!facilitySum) return true;
  const sum = items.reduce((all, item) => all + item.facility, 0);
  return Math.abs(sum - facilitySum.target) <= facilitySum.tolerance;
}

/** @param {Plan} plan @param {CryptoKey} key @param {Item[]} items as taken */
async function arrange({ manifest, prefixes }, key, items) {
  let from = 0;
  return Promise.all(manifest.sections.map(async ({ id, shuffleItems, shuffleOptions, cells }, place) => {
    const own = items.slice(from, from += cells.reduce((all, cell) => all + cell.count, 0));
    if (shuffleItems && own.length > 1) (await stream(key, prefixes[place].order, "")).shuffle(own);
    const options = shuffleOptions
      ? await Promise.all(own.map((item) => shuffledOptions(key, prefixes[place].options, item)))
      : own.map((item) => item.options.map((option) => option.id));
    return { id, items: own.map((item, at) => ({ id: item.id, options: options[at] })) };
  }));
}

/** @param {CryptoKey} key @param {Bytes} prefix @param {Item} item */
async function shuffledOptions(key, prefix, item) {
  const free = item.options.filter((option) => !option.fixed).map((option) => option.id).sort();
  if (free.length > 1) (await stream(key, prefix, item.id)).shuffle(free);
  let next = 0;
  return item.options.map((option) => (option.fixed ? option.id : free[next++]));
}

/** @param {CryptoKey} master @param {Manifest} manifest @param {Draw} draw @returns {Promise<Taken>} */
export async function deriveDraw(master, manifest, { id, from, take }) {
  const key = await hmacKey(await derivePaperKey(master, manifest, id));
  const words = await stream(key, streamPrefix("", "draw"), "");
  return { id, taken: words.draw([...from].sort(), take) };
}

/** A leaf of the tree of papers. @param {string} candidate @param {string} keyHash */
export function paperLeaf(candidate, keyHash) { return E(utf8(candidate), fromHex(keyHash)); }
