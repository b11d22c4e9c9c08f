// @ts-check
/** One paper, checked by the candidate whose it was. */

import { derivePaper, paperLeaf, plan } from "./derive.js";
import { at, candidateNumber, checkSpec, count, digest, id, keys, list, Refused } from "./forms.js";
import { fromHex, rootOfPath, sha256, toHex } from "./hash.js";
import { parse } from "./json.js";
import { manifestHash, readManifest } from "./manifest.js";

/** @typedef {import("./forms.js").Bytes} Bytes */
/** @typedef {import("./forms.js").Json} Json */
/**
 * What a QR text lacks is undefined: exam and session where only its fragment was given, and always the two hashes.
 * @typedef {{exam?: string, session?: string, candidate: string, manifestHash?: string, papersRoot?: string, paperKey: Bytes,
 *   index: number, size: number, path: Bytes[]}} Slip
 */

const SPEC = "exam-seed-slip/v1";
const KEYS = ["spec", "exam", "session", "candidate", "manifest_hash", "papers_root", "paper_key", "index", "size", "path"];
const ADDRESS = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]+\/draw\/([A-Za-z0-9._-]{1,64})\/([A-Za-z0-9._-]{1,64})\/slip$/;
const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** @param {Uint8Array} bytes @returns {Slip} */
export function readSlip(bytes) {
  const root = parse(bytes);
  checkSpec(root, SPEC);
  const slip = keys(root, "", KEYS);
  return {
    exam: id(at(slip, "exam"), "/exam"),
    session: id(at(slip, "session"), "/session"),
    candidate: candidateNumber(at(slip, "candidate"), "/candidate"),
    manifestHash: digest(at(slip, "manifest_hash"), "/manifest_hash"),
    papersRoot: digest(at(slip, "papers_root"), "/papers_root"),
    paperKey: fromHex(digest(at(slip, "paper_key"), "/paper_key")),
    index: count(at(slip, "index"), "/index"),
    size: count(at(slip, "size"), "/size"),
    path: list(at(slip, "path"), "/path", digest).map(fromHex),
  };
}

/** @param {string} urlOrFragment the whole QR text, or what follows its `#`, with it or without @returns {Slip} */
export function readSlipText(urlOrFragment) {
  const hash = urlOrFragment.indexOf("#");
  const address = ADDRESS.exec(urlOrFragment.slice(0, Math.max(hash, 0)));
  if (hash > 0 && !address) throw new Refused("malformed", "");
  const parts = urlOrFragment.slice(hash + 1).split(".");
  if (parts.length !== 5) throw new Refused("malformed", "");
  const [candidate, index, size, key, hashes] = parts;
  const paperKey = fromBase64url(key);
  const joined = fromBase64url(hashes);
  if (!/^[0-9]{1,20}$/.test(candidate) || paperKey.length !== 32 || joined.length % 32 !== 0) throw new Refused("malformed", "");
  const path = Array.from({ length: joined.length / 32 }, (_, i) => joined.slice(32 * i, 32 * i + 32));
  return { exam: address?.[1], session: address?.[2], candidate, paperKey, index: fromDecimal(index), size: fromDecimal(size), path };
}

/** @param {string} digits */
function fromDecimal(digits) {
  const number = Number(digits);
  if (!DECIMAL.test(digits) || !Number.isSafeInteger(number)) throw new Refused("malformed", "");
  return number;
}

/** Without padding, and one text for one value: bits that are left over are 0. @param {string} text @returns {Bytes} */
function fromBase64url(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [bits, held, at] = [0, 0, 0];
  for (const letter of text) {
    const six = BASE64URL.indexOf(letter);
    if (six < 0) throw new Refused("malformed", "");
    held = (held << 6) | six;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  if (bits >= 6 || held !== 0) throw new Refused("malformed", "");
  return bytes;
}

/**
 * The root that the slip's path leads to, to be compared with the posted one by eye; null where the path can't be one.
 * @param {Slip} slip
 */
export async function slipRoot({ candidate, paperKey, index, size, path }) {
  if (index >= size) return null;
  const root = await rootOfPath(paperLeaf(candidate, toHex(await sha256(paperKey))), index, size, path);
  return root && toHex(root);
}

/**
 * Without `papersRoot` the slip is only proved to fit itself and the manifest; who calls this has to say so.
 * @param {Slip} slip @param {Uint8Array} manifestBytes @param {string | null} [papersRoot] as posted
 * @returns {Promise<import("./derive.js").Paper>}
 */
export async function checkSlip(slip, manifestBytes, papersRoot) {
  const { manifest, hash } = await readOwn(manifestBytes);
  /** @type {(place: string, found: unknown, wanted: unknown) => void} */
  const same = (place, found, wanted) => { if (found !== wanted) throw new Refused("differs", place); };
  same("/exam", slip.exam ?? manifest.exam, manifest.exam);
  same("/session", slip.session ?? manifest.session, manifest.session);
  same("/manifest_hash", slip.manifestHash ?? hash, hash);
  same("/size", slip.size, manifest.candidates.length);
  same("/candidate", slip.candidate, manifest.candidates[slip.index]);
  const wanted = slip.papersRoot ?? papersRoot;
  same("/papers_root", wanted, papersRoot ?? wanted);
  const root = await slipRoot(slip);
  same("/path", root, root === null ? undefined : wanted ?? root);
  return derivePaper(plan(manifest), slip.candidate, slip.paperKey);
}

/** A refusal of the manifest says whose it is. @param {Uint8Array} bytes */
async function readOwn(bytes) {
  try {
    const value = parse(bytes);
    return { manifest: readManifest(value), hash: await manifestHash(value) };
  } catch (error) {
    throw error instanceof Refused ? new Refused(error.code, error.path, "manifest") : error;
  }
}
