// @ts-check
/** An evidence derived again, and the first difference named. */

import { cancelled, CANCELLED_SPEC } from "./cancelled.js";
import { deriveDraw, deriveMaster, derivePaper, derivePaperKey, paperLeaf, plan } from "./derive.js";
import { at, below, byBytes, keys, Refused } from "./forms.js";
import { hmacKey, merkleRoot, sha256, toHex } from "./hash.js";
import { parse } from "./json.js";
import { manifestHash, readManifest } from "./manifest.js";
import { checkReveals, readReveals } from "./reveals.js";

/** @typedef {import("./forms.js").Json} Json */
/** @typedef {import("./forms.js").JsonList} JsonList */
/** @typedef {import("./derive.js").Paper} Paper */
/** @typedef {import("./derive.js").Taken} Taken */
/** @typedef {{onProgress?: (done: number, of: number) => void, signal?: AbortSignal}} Options */
/** @typedef {string | number | DerivedList | {[key: string]: Derived}} Derived */
/** @typedef {Array<Derived>} DerivedList */
/**
 * @typedef {{papers: Paper[], draws: Taken[], manifestHash: string, masterHash: string, papersRoot: string,
 *   publiclyRandom: boolean}} Replayed
 */

const KEYS = ["manifest", "manifest_hash", "reveals", "excluded", "beacon", "master_hash", "papers_root", "papers", "draws"];
const UNINTERRUPTED_MS = 20;

/** @param {Uint8Array} bytes an evidence @param {Options} [options] @returns {Promise<Replayed>} */
export async function replay(bytes, options) { return replayEvidence(parse(bytes), options); }

/**
 * An evidence or a cancelled file, told apart by its spec.
 * @param {Uint8Array} bytes @param {Options} [options]
 */
export async function replayAny(bytes, options) {
  const root = parse(bytes);
  if (root instanceof Map && root.get("spec") === CANCELLED_SPEC) return { kind: /** @type {const} */ ("cancelled"), ...await cancelled(root) };
  return { kind: /** @type {const} */ ("evidence"), ...await replayEvidence(root, options) };
}

/** @param {Json} root @param {Options} [options] @returns {Promise<Replayed>} */
async function replayEvidence(root, { onProgress, signal } = {}) {
  const rest = resting(signal);
  await rest();
  const evidence = keys(root, "", KEYS);
  const manifest = readManifest(at(evidence, "manifest"), "/manifest");
  await rest();
  const hash = await manifestHash(at(evidence, "manifest"));
  compare(evidence.get("manifest_hash"), hash, "/manifest_hash");
  const given = readReveals(evidence);
  comparePlaces(at(evidence, "papers"), manifest.candidates);
  await checkReveals(given, manifest);

  const masterBytes = await deriveMaster(manifest, hash, given);
  const master = await hmacKey(masterBytes);
  const planned = plan(manifest);
  /** @type {Paper[]} */
  const papers = [];
  for (const candidate of manifest.candidates) {
    await rest();
    papers.push(await derivePaper(planned, candidate, await derivePaperKey(master, manifest, candidate), rest));
    onProgress?.(papers.length, manifest.candidates.length);
  }
  /** @type {Taken[]} */
  const draws = [];
  for (const draw of manifest.draws) {
    await rest();
    draws.push(await deriveDraw(master, manifest, draw));
  }
  const masterHash = toHex(await sha256(masterBytes));
  const papersRoot = toHex(await merkleRoot(papers.map((paper) => paperLeaf(paper.candidate, paper.key_hash))));

  compare(evidence.get("master_hash"), masterHash, "/master_hash");
  compare(evidence.get("papers_root"), papersRoot, "/papers_root");
  // As many as the candidates, by step 5.
  for (const [place, given] of /** @type {JsonList} */ (at(evidence, "papers")).entries()) {
    await rest();
    compare(given, papers[place], `/papers/${place}`);
  }
  compare(evidence.get("draws"), draws, "/draws");
  return { papers, draws, manifestHash: hash, masterHash, papersRoot, publiclyRandom: manifest.beacon !== null };
}

/** Who has a paper, before anything is derived. @param {Json} papers @param {string[]} candidates */
function comparePlaces(papers, candidates) {
  if (!Array.isArray(papers)) throw new Refused("malformed", "/papers");
  for (let place = 0; place < Math.max(papers.length, candidates.length); place++) {
    const path = `/papers/${place}/candidate`;
    if (place >= papers.length) throw new Refused("differs", path);
    const paper = papers[place];
    if (!(paper instanceof Map) || !paper.has("candidate")) throw new Refused("missing", path);
    if (paper.get("candidate") !== candidates[place]) throw new Refused("differs", path);
  }
}

/** @param {Json | undefined} given @param {Derived | undefined} derived @param {string} path */
function compare(given, derived, path) {
  if (given === derived && given !== undefined) return;
  if (Array.isArray(given) && Array.isArray(derived)) {
    for (let place = 0; place < Math.max(given.length, derived.length); place++) compare(given[place], derived[place], `${path}/${place}`);
  } else if (given instanceof Map && typeof derived === "object" && !Array.isArray(derived)) {
    const names = Object.keys(derived);
    const [more] = [...given.keys()].filter((key) => !names.includes(key)).sort(byBytes);
    if (more !== undefined) throw new Refused("differs", below(path, more));
    for (const name of names.sort()) compare(given.get(name), derived[name], below(path, name));
  } else throw new Refused("differs", path);
}

/**
 * Gives the thread back once in a while, so that a page can paint and its button for stopping works. A message and no
 * timer: timers are held back in a tab that isn't looked at.
 * @param {AbortSignal} [signal] @returns {() => Promise<void>}
 */
function resting(signal) {
  // The file has just been read in one go: the first time counts as long.
  let since = -Infinity;
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - since < UNINTERRUPTED_MS) return;
    await /** @type {Promise<void>} */ (new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    }));
    since = performance.now();
    signal?.throwIfAborted();
  };
}
