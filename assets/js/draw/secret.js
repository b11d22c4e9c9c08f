// @ts-check
/** A contributor's secret: made, written down and read again on its own side. */

import { at, checkSpec, digest, id, keys, Refused } from "./forms.js";
import { fromHex, toHex, utf8 } from "./hash.js";
import { parse } from "./json.js";
import { commitmentOf } from "./reveals.js";

/** @typedef {import("./forms.js").Bytes} Bytes */
/** @typedef {{exam: string, session: string, contributor: string, secret: Bytes, commitment: string}} Secret */

const SPEC = "exam-seed-secret/v1";
const KEYS = ["spec", "exam", "session", "contributor", "secret", "commitment"];
const QR_START = "EXAM-SEED-SECRET/V1:";
const QR = /^EXAM-SEED-SECRET\/V1:([A-Za-z0-9._-]{1,64}):([A-Za-z0-9._-]{1,64}):([A-Za-z0-9._-]{1,64}):([0-9a-f]{64})$/;

/** @returns {Bytes} */
export function newSecret() { return crypto.getRandomValues(new Uint8Array(32)); }

/**
 * In hex, as it is published.
 * @param {string} exam @param {string} session @param {string} contributor @param {Bytes} secret
 */
export async function commitment(exam, session, contributor, secret) {
  check(exam, session, contributor, secret);
  return commitmentOf(exam, session, contributor, secret);
}

/** @param {Uint8Array | string} given a file's bytes or text, or the text of its QR code @returns {Promise<Secret>} */
export async function readSecret(given) {
  if (typeof given === "string" && given.startsWith(QR_START)) return readQrText(given);
  const root = parse(typeof given === "string" ? utf8(given) : given);
  checkSpec(root, SPEC);
  const file = keys(root, "", KEYS);
  const exam = id(at(file, "exam"), "/exam");
  const session = id(at(file, "session"), "/session");
  const contributor = id(at(file, "contributor"), "/contributor");
  const secret = fromHex(digest(at(file, "secret"), "/secret"));
  const published = digest(at(file, "commitment"), "/commitment");
  if ((await commitmentOf(exam, session, contributor, secret)) !== published) throw new Refused("wrong-secret", "/secret");
  return { exam, session, contributor, secret, commitment: published };
}

/** @param {string} text @returns {Promise<Secret>} */
async function readQrText(text) {
  const parts = QR.exec(text);
  if (!parts) throw new Refused("malformed", "");
  const [, exam, session, contributor, hex] = parts;
  const secret = fromHex(hex);
  return { exam, session, contributor, secret, commitment: await commitmentOf(exam, session, contributor, secret) };
}

/**
 * The envelope's file: one line without spaces, keys in the page's order.
 * @param {string} exam @param {string} session @param {string} contributor @param {Bytes} secret
 */
export async function secretFile(exam, session, contributor, secret) {
  const own = await commitment(exam, session, contributor, secret);
  return utf8(JSON.stringify({ spec: SPEC, exam, session, contributor, secret: toHex(secret), commitment: own }));
}

/** @param {string} exam @param {string} session @param {string} contributor @param {Bytes} secret */
export function secretQrText(exam, session, contributor, secret) {
  check(exam, session, contributor, secret);
  return `${QR_START}${exam}:${session}:${contributor}:${toHex(secret)}`;
}

/** @param {string} exam @param {string} session @param {string} contributor @param {Bytes} secret */
function check(exam, session, contributor, secret) {
  id(exam, "/exam");
  id(session, "/session");
  id(contributor, "/contributor");
  if (secret.length !== 32) throw new Refused("malformed", "/secret");
}
