// @ts-check
/** The manifest: read and checked in the page's order. */

import { at, below, boolean, byBytes, candidateNumber, checkSpec, count, digest, drawId, id, keys, list, Refused, someText, text, unique } from "./forms.js";
import { sha256, toHex, utf8 } from "./hash.js";
import { jcs } from "./json.js";

/** @typedef {import("./forms.js").Json} Json */
/** @typedef {{id: string, fixed: boolean}} Option */
/** @typedef {{id: string, facility: number, options: Option[]}} Item */
/** @typedef {{id: string, items: Item[], count: number}} Cell */
/** @typedef {{id: string, shuffleItems: boolean, shuffleOptions: boolean, cells: Cell[]}} Section */
/** @typedef {{enemies: string[][], facilitySum: {target: number, tolerance: number} | null}} Constraints */
/** @typedef {{id: string, from: string[], take: number}} Draw */
/** @typedef {{take: number, of: number}} Group */
/** @typedef {{event: string, fallback: string, groups: Group[]}} Beacon */
/**
 * @typedef {{exam: string, session: string, constraints: Constraints, sections: Section[], draws: Draw[], candidates: string[],
 *   contributors: Map<string, string>, beacon: Beacon | null}} Manifest
 */

const SPEC = "exam-seed/v1";
const KEYS = ["spec", "exam", "session", "opens", "bank", "sections", "draws", "candidates", "roster_root", "contributors", "beacon", "deadlines"];
const ENOUGH_OUTCOMES = 1n << 24n;

/** @param {Json} value @param {string} [path] where it is in its file @returns {Manifest} */
export function readManifest(value, path = "") {
  checkSpec(value, SPEC, path);
  const root = keys(value, path, KEYS, ["constraints"]);
  const constraints = readConstraints(root.get("constraints"), `${path}/constraints`);
  const exam = id(at(root, "exam"), `${path}/exam`);
  const session = id(at(root, "session"), `${path}/session`);
  text(at(root, "opens"), `${path}/opens`);
  checkBank(at(root, "bank"), `${path}/bank`);
  const sections = readSections(at(root, "sections"), `${path}/sections`);
  const draws = readDraws(at(root, "draws"), `${path}/draws`);
  const candidates = readCandidates(at(root, "candidates"), `${path}/candidates`);
  digest(at(root, "roster_root"), `${path}/roster_root`);
  const contributors = readContributors(at(root, "contributors"), `${path}/contributors`);
  const beacon = readBeacon(at(root, "beacon"), `${path}/beacon`);
  checkDeadlines(at(root, "deadlines"), `${path}/deadlines`);
  return { exam, session, constraints, sections, draws, candidates, contributors, beacon };
}

/** `H(JCS(manifest))`, of what was read and not of what was understood. @param {Json} value */
export async function manifestHash(value) { return toHex(await sha256(utf8(jcs(value)))); }

/** @param {Json | undefined} value @param {string} path @returns {Constraints} */
function readConstraints(value, path) {
  if (value === undefined) return { enemies: [], facilitySum: null };
  const found = keys(value, path, [], ["enemies", "facility_sum"]);
  const sets = found.get("enemies");
  const enemies = sets === undefined ? [] : list(sets, `${path}/enemies`, (set, place) => list(set, place, id));
  const sum = found.get("facility_sum");
  return { enemies, facilitySum: sum === undefined ? null : readFacilitySum(sum, `${path}/facility_sum`) };
}

/** @param {Json} value @param {string} path */
function readFacilitySum(value, path) {
  const found = keys(value, path, ["target", "tolerance"]);
  return { target: count(at(found, "target"), `${path}/target`), tolerance: count(at(found, "tolerance"), `${path}/tolerance`) };
}

/** @param {Json} value @param {string} path */
function checkBank(value, path) {
  const bank = keys(value, path, ["id", "version", "package"]);
  id(at(bank, "id"), `${path}/id`);
  text(at(bank, "version"), `${path}/version`);
  digest(at(bank, "package"), `${path}/package`);
}

/** @param {Json} value @param {string} path */
function readSections(value, path) {
  /** @type {Set<string>} */
  const sectionIds = new Set();
  /** @type {Set<string>} */
  const itemIds = new Set();
  return list(value, path, (entry, place) => {
    const section = keys(entry, place, ["id", "shuffle_items", "shuffle_options", "cells"]);
    const name = unique(sectionIds, id(at(section, "id"), `${place}/id`), `${place}/id`);
    const shuffleItems = boolean(at(section, "shuffle_items"), `${place}/shuffle_items`);
    const shuffleOptions = boolean(at(section, "shuffle_options"), `${place}/shuffle_options`);
    /** @type {Set<string>} */
    const cellIds = new Set();
    const cells = list(at(section, "cells"), `${place}/cells`, (cell, at) => readCell(cell, at, cellIds, itemIds));
    return { id: name, shuffleItems, shuffleOptions, cells };
  });
}

/** @param {Json} value @param {string} path @param {Set<string>} cellIds @param {Set<string>} itemIds @returns {Cell} */
function readCell(value, path, cellIds, itemIds) {
  const cell = keys(value, path, ["id", "count", "items"]);
  const name = unique(cellIds, id(at(cell, "id"), `${path}/id`), `${path}/id`);
  const items = list(at(cell, "items"), `${path}/items`, (item, place) => readItem(item, place, itemIds));
  return { id: name, items, count: part(at(cell, "count"), `${path}/count`, items.length) };
}

/** @param {Json} value @param {string} path @param {Set<string>} itemIds @returns {Item} */
function readItem(value, path, itemIds) {
  const item = keys(value, path, ["id", "facility", "leaf", "options"]);
  const name = id(at(item, "id"), `${path}/id`);
  const facility = count(at(item, "facility"), `${path}/facility`, 1000);
  digest(at(item, "leaf"), `${path}/leaf`);
  /** @type {Set<string>} */
  const optionIds = new Set();
  const options = list(at(item, "options"), `${path}/options`, (entry, place) => {
    const option = keys(entry, place, ["id"], ["fixed"]);
    const own = unique(optionIds, id(at(option, "id"), `${place}/id`), `${place}/id`);
    const fixed = option.get("fixed");
    return { id: own, fixed: fixed !== undefined && boolean(fixed, `${place}/fixed`) };
  });
  unique(itemIds, name, `${path}/id`);
  return { id: name, facility, options };
}

/** How many are taken of `all`. @param {Json} value @param {string} path @param {number} all */
function part(value, path, all) {
  const taken = count(value, path);
  if (taken < 1 || taken > all) throw new Refused("not-in-pool", path);
  return taken;
}

/** @param {Json} value @param {string} path */
function readDraws(value, path) {
  /** @type {Set<string>} */
  const drawIds = new Set();
  return list(value, path, (entry, place) => {
    const draw = keys(entry, place, ["id", "from", "take"]);
    const name = unique(drawIds, drawId(at(draw, "id"), `${place}/id`), `${place}/id`);
    /** @type {Set<string>} */
    const seen = new Set();
    const from = list(at(draw, "from"), `${place}/from`, (one, where) => unique(seen, id(one, where), where));
    return { id: name, from, take: part(at(draw, "take"), `${place}/take`, from.length) };
  });
}

/** @param {Json} value @param {string} path */
function readCandidates(value, path) {
  let before = "";
  return list(value, path, (entry, place) => {
    const number = candidateNumber(entry, place);
    if (number === before) throw new Refused("duplicate", place);
    if (number < before) throw new Refused("unsorted", place);
    before = number;
    return number;
  });
}

/** @param {Json} value @param {string} path @returns {Map<string, string>} commitments by id */
function readContributors(value, path) {
  /** @type {Set<string>} */
  const seen = new Set();
  const all = list(value, path, (entry, place) => {
    const contributor = keys(entry, place, ["id", "commitment"]);
    const name = unique(seen, id(at(contributor, "id"), `${place}/id`), `${place}/id`);
    return /** @type {const} */ ([name, digest(at(contributor, "commitment"), `${place}/commitment`)]);
  });
  if (all.length === 0) throw new Refused("malformed", path);
  return new Map(all);
}

/** @param {Json} value @param {string} path @returns {Beacon | null} */
function readBeacon(value, path) {
  if (value === null) return null;
  const beacon = keys(value, path, ["event", "fallback", "groups"]);
  const groups = list(at(beacon, "groups"), `${path}/groups`, (entry, place) => {
    const group = keys(entry, place, ["take", "of"]);
    const of = count(at(group, "of"), `${place}/of`);
    return { take: part(at(group, "take"), `${place}/take`, of), of };
  });
  if (!hasEnoughOutcomes(groups)) throw new Refused("weak-beacon", `${path}/groups`);
  const event = someText(at(beacon, "event"), `${path}/event`);
  return { event, fallback: someText(at(beacon, "fallback"), `${path}/fallback`), groups };
}

/** Every step within a group at least doubles, so that even `of` = 2⁵³ − 1 is done in 24. @param {Group[]} groups */
function hasEnoughOutcomes(groups) {
  let product = 1n;
  for (const { take, of } of groups) {
    const k = BigInt(Math.min(take, of - take));
    let ways = 1n;
    for (let i = 1n; i <= k && ways < ENOUGH_OUTCOMES; i++) ways = (ways * (BigInt(of) - k + i)) / i;
    product *= ways;
    if (product >= ENOUGH_OUTCOMES) return true;
  }
  return false;
}

/** @param {Json} value @param {string} path */
function checkDeadlines(value, path) {
  if (!(value instanceof Map)) throw new Refused("malformed", path);
  for (const name of [...value.keys()].sort(byBytes)) {
    if (/[^\x00-\x7f]/.test(name)) throw new Refused("unknown-key", below(path, name));
    text(at(value, name), below(path, name));
  }
}
