// @ts-check
/** What a refusal is, and the forms that values have (exam-seed/v1, "Notation" and "Order of checks"). */

/** @typedef {null | boolean | number | string | JsonList | JsonObject} Json */
/** @typedef {Json[]} JsonList */
/** @typedef {Map<string, Json>} JsonObject A map and no plain object: `__proto__` and `1` are keys like any other. */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/**
 * @typedef {"not-json" | "other-spec" | "missing" | "unknown-key" | "malformed" | "duplicate" | "unsorted" | "not-in-pool"
 *   | "weak-beacon" | "no-reveals" | "not-a-contributor" | "revealed-and-excluded" | "not-accounted-for" | "wrong-secret"
 *   | "beacon-mismatch" | "other-event" | "no-outcome" | "not-in-manifest" | "no-paper" | "differs"} Code
 */

/** The first check that fails. No message beyond code and pointer, so that a secret never gets into one. */
export class Refused extends Error {
  /**
   * @param {Code} code
   * @param {string} [path] a JSON pointer, empty for the whole; none for not-json and no-paper
   * @param {"given" | "manifest"} [file] which file: a slip is checked together with a manifest
   */
  constructor(code, path, file = "given") {
    super(path ? `${code} ${path}` : code);
    this.name = "Refused";
    this.code = code;
    this.path = path;
    this.file = file;
  }
}

/** This browser has no Web Crypto here (an insecure origin, say): nothing is known about the file. */
export class Unsupported extends Error {}

const ID = /^[A-Za-z0-9._-]{1,64}$/;
const CANDIDATE = /^[0-9]{1,20}$/;
const DRAW_ID = /^@[a-z]{1,20}(?:\/[A-Za-z0-9._-]{1,64})?$/;
const DIGEST = /^[0-9a-f]{64}$/;

/**
 * Order of the UTF-8 bytes. UTF-16 units have the same order, but that surrogates come before U+E000…U+FFFF.
 * @param {string} a @param {string} b
 */
export function byBytes(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** @param {number} unit */
function rank(unit) { return unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800; }

/** @param {string} path @param {string} key */
export function below(path, key) { return `${path}/${key.replace(/~/g, "~0").replace(/\//g, "~1")}`; }

/**
 * The page's `keys`.
 * @param {Json} value @param {string} path @param {readonly string[]} required @param {readonly string[]} [optional]
 * @returns {JsonObject}
 */
export function keys(value, path, required, optional = []) {
  if (!(value instanceof Map)) throw new Refused("malformed", path);
  let smallest;
  for (const key of value.keys()) {
    if (required.includes(key) || optional.includes(key)) continue;
    if (smallest === undefined || byBytes(key, smallest) < 0) smallest = key;
  }
  if (smallest !== undefined) throw new Refused("unknown-key", below(path, smallest));
  for (const key of required) if (!value.has(key)) throw new Refused("missing", below(path, key));
  return value;
}

/** What `keys` has seen to be there. @param {JsonObject} object @param {string} key @returns {Json} */
export function at(object, key) { return object.get(key) ?? null; }

/** The rule that every file with a spec of its own begins with. @param {Json} root @param {string} spec @param {string} [path] */
export function checkSpec(root, spec, path = "") {
  if (root instanceof Map && root.has("spec") && root.get("spec") !== spec) throw new Refused("other-spec", `${path}/spec`);
}

/** @param {RegExp} form @returns {(value: Json, path: string) => string} */
function matching(form) {
  return (value, path) => {
    if (typeof value !== "string" || !form.test(value)) throw new Refused("malformed", path);
    return value;
  };
}

export const id = matching(ID);
export const candidateNumber = matching(CANDIDATE);
export const drawId = matching(DRAW_ID);
export const digest = matching(DIGEST);

/** @param {Json} value @param {string} path */
export function text(value, path) {
  if (typeof value !== "string") throw new Refused("malformed", path);
  return value;
}

/** @param {Json} value @param {string} path */
export function someText(value, path) {
  if (typeof value !== "string" || value === "") throw new Refused("malformed", path);
  return value;
}

/** @param {Json} value @param {string} path */
export function boolean(value, path) {
  if (typeof value !== "boolean") throw new Refused("malformed", path);
  return value;
}

/** @param {Json} value @param {string} path @param {number} [most] */
export function count(value, path, most = Number.MAX_SAFE_INTEGER) {
  if (typeof value !== "number" || value < 0 || value > most) throw new Refused("malformed", path);
  return value;
}

/**
 * @template T @param {Json} value @param {string} path @param {(entry: Json, path: string, index: number) => T} each
 * @returns {T[]}
 */
export function list(value, path, each) {
  if (!Array.isArray(value)) throw new Refused("malformed", path);
  return value.map((entry, index) => each(entry, `${path}/${index}`, index));
}

/** @param {Set<string>} seen @param {string} name @param {string} path */
export function unique(seen, name, path) {
  if (seen.has(name)) throw new Refused("duplicate", path);
  seen.add(name);
  return name;
}
