// @ts-check
/**
 * Checks a certificate in the reader's browser: the eddsa-jcs-2022 proof of the JSON, or the COSE signature of a QR
 * code's fragment. A second implementation, though served by the issuer; the page says where others are.
 */

/** @typedef {{id: string, kid: string, multikey: string, state: string}} Key */
/** @typedef {{issuer: {id: string, name: string, number: number}, keys: Key[]}} KeySet */

const check = document.getElementById("browser-check");
if (check) void checkDocument(check);
const qr = document.getElementById("qr-check");
if (qr) {
  const read = () => { if (location.hash.length > 1) void checkCode(qr, location.hash.slice(1)); };
  window.addEventListener("hashchange", read);
  read();
}

/** @param {HTMLElement} place */
async function checkDocument(place) {
  const words = place.dataset;
  place.hidden = false;
  /** @type {(sign: string, text: string | undefined) => void} */
  const tell = (sign, text) => {
    /** @type {HTMLElement} */ (place.querySelector("span")).className = sign;
    /** @type {HTMLElement} */ (place.querySelector("b")).textContent = text ?? "";
  };
  let document_, keys;
  try {
    const form = /** @type {HTMLFormElement} */ (document.getElementById(words.form ?? ""));
    document_ = await json(await fetch(form.action, { method: "POST", body: new URLSearchParams(/** @type {any} */ (new FormData(form))), credentials: "same-origin" }));
    keys = /** @type {KeySet} */ (await json(await fetch(words.keys ?? "")));
  } catch {
    return tell("huh", words.offline);
  }
  try {
    tell(...((await proves(document_, keys)) ? /** @type {[string, any]} */ (["tick", words.ok]) : /** @type {[string, any]} */ (["cross", words.bad])));
  } catch (error) {
    if (error instanceof Unsupported) tell("huh", words.cannot);
    else tell("cross", words.bad);
  }
}

/** @param {Response} response */
function json(response) {
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/**
 * Data Integrity, eddsa-jcs-2022: H(JCS(proof without proofValue)) ‖ H(JCS(document without proof)).
 * @param {any} signed @param {KeySet} keys
 */
async function proves(signed, keys) {
  const { proof, ...unsigned } = signed;
  const { proofValue, ...options } = proof;
  const key = keys.keys.find((one) => one.id === proof.verificationMethod);
  const fits = proof.type === "DataIntegrityProof" && proof.cryptosuite === "eddsa-jcs-2022"
    && proof.proofPurpose === "assertionMethod" && jcs(proof["@context"]) === jcs(unsigned["@context"])
    && unsigned.issuer?.id === keys.issuer.id && key !== undefined && key.state !== "compromised";
  if (!fits || !key || typeof proofValue !== "string" || !proofValue.startsWith("z")) return false;
  const data = join(await sha256(utf8(jcs(options))), await sha256(utf8(jcs(unsigned))));
  return verify(key, base58(proofValue.slice(1)), data);
}

/**
 * @param {HTMLElement} place @param {string} digits
 */
async function checkCode(place, digits) {
  const words = place.dataset;
  /** @param {string} frame @param {string} sign @param {string} name @param {Record<string, string>} [figures] */
  const tell = (frame, sign, name, figures = {}) => {
    place.className = `verdict ${frame}`;
    /** @type {HTMLElement} */ (document.getElementById("qr-sign")).className = sign;
    /** @type {HTMLElement} */ (document.getElementById("qr-title")).textContent = words[name] ?? "";
    /** @type {HTMLElement} */ (document.getElementById("qr-text")).textContent = (words[`${name}Text`] ?? "").replace(/\{(\w+)\}/g, (_, figure) => figures[figure] ?? "");
  };
  tell("unk", "huh", "checking");
  let code;
  try {
    code = readCode(digits);
  } catch {
    return tell("stop", "cross", "unreadable");
  }
  try {
    const keys = /** @type {KeySet} */ (await json(await fetch(words.keys ?? "")));
    const key = keys.keys.find((one) => one.kid === code.kid);
    if (!key || code.claims.get(7) !== keys.issuer.number) return tell("stop", "cross", "bad");
    if (key.state === "compromised") return tell("warn", "huh", "compromised");
    if (!(await verify(key, code.signature, code.signed))) return tell("stop", "cross", "bad");
    content(code.claims, keys, (words.levels ?? "").split("|"));
  } catch {
    return tell("warn", "huh", "cannot");
  }
  // The signature is right; only the issuer knows whether it still stands.
  try {
    const found = await status(String(code.claims.get(1)), String(code.claims.get(2)));
    if (found.standing === "good") tell("", "tick", "good", { time: instant(found.as_of) });
    else if (found.standing === "revoked") tell("stop", "cross", "revoked", { day: day(found.since), ground: ground(words.grounds, found.ground) });
    else if (found.standing === "suspended") tell("warn", "cross", "suspended", { day: day(found.since) });
    else if (found.standing === "unknown") tell("unk", "huh", "unknown");
    else tell("stop", "cross", "bad");
  } catch {
    tell("warn", "huh", "notnow");
  }
}

/**
 * What the issuer's register says now.
 * @param {string} serial @param {string} name
 * @returns {Promise<{standing: string, as_of: string, since: string | null, ground: string | null}>}
 */
async function status(serial, name) {
  const headers = { "Content-Type": "application/json", "X-Requested-With": "jiangheng" };
  return json(await fetch("/api/v1/verifications", { method: "POST", headers, body: JSON.stringify({ serial, name }), credentials: "omit" }));
}

/** A day or an instant as people in China have it, in the page's language. @param {string | null} text @param {Intl.DateTimeFormatOptions} [time] */
function day(text, time = {}) {
  const locale = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";
  const parts = new Intl.DateTimeFormat(locale, { timeZone: "Asia/Shanghai", year: "numeric", month: "long", day: "numeric", hourCycle: "h23", ...time });
  // `2026年12月28日 15:42` gets the one space that stands between Han and digits.
  return parts.format(new Date(text ?? 0)).replace(/(\d)(?=[年月日])/g, "$1 ").replace(/([年月])(?=\d)/g, "$1 ");
}

/** @param {string} text */
function instant(text) { return day(text, { hour: "2-digit", minute: "2-digit" }); }

/** @param {string | undefined} all @param {string | null} code */
function ground(all, code) {
  const words = (all ?? "").split("|").find((one) => one.startsWith(`${code}=`));
  return words ? words.slice(words.indexOf("=") + 1) : "";
}

/** @param {Map<number, any>} claims @param {KeySet} keys @param {string[]} levels */
function content(claims, keys, levels) {
  const day = new Date(Number(claims.get(6)) * 86400000).toISOString().slice(0, 10);
  const shown = new Map([...claims, [5, levels[Number(claims.get(5))] ?? ""], [6, day], [7, keys.issuer.name]]);
  for (const node of document.querySelectorAll("#qr-content [data-field]")) {
    node.textContent = String(shown.get(Number(/** @type {HTMLElement} */ (node).dataset.field)) ?? "") || "—";
  }
  /** @type {HTMLElement} */ (document.getElementById("qr-content")).hidden = false;
  const serial = /** @type {HTMLInputElement | null} */ (document.getElementById("serial"));
  if (serial) serial.value = String(claims.get(1));
}

/** 0x01 ‖ COSE_Sign1 {1: -8, 4: kid}, empty unprotected header, payload of integer keys 1…11. @param {string} digits */
function readCode(digits) {
  if (!/^[1-9][0-9]{20,2000}$/.test(digits)) throw new Error("digits");
  const hex = BigInt(digits).toString(16);
  const bytes = Uint8Array.from((hex.length % 2 ? `0${hex}` : hex).match(/../g) ?? [], (pair) => parseInt(pair, 16));
  if (bytes[0] !== 1) throw new Error("format");
  const outer = cbor(bytes.subarray(1));
  if (!Array.isArray(outer) || outer.length !== 4 || !(outer[2] instanceof Uint8Array)) throw new Error("COSE");
  const [head, open, payload, signature] = outer;
  const names = cbor(head);
  const claims = /** @type {Map<number, any>} */ (cbor(payload));
  const kid = names.get(4);
  const form = names.size === 2 && names.get(1) === -8 && kid.length === 4 && open.size === 0 && signature.length === 64
    && [...claims.keys()].join() === "1,2,3,4,5,6,7,8,9,10,11";
  if (!form) throw new Error("form");
  const signed = join(Uint8Array.of(0x84, 0x6a), utf8("Signature1"), bstr(head), bstr(new Uint8Array()), bstr(payload));
  return { kid: toHex(kid), claims, signature, signed };
}

/** Deterministic CBOR of the few kinds a code has; refuses the rest and whatever follows. @param {Uint8Array} bytes */
function cbor(bytes) {
  let at = 0;
  /** @returns {any} */
  const value = () => {
    const first = bytes[at++];
    const kind = first >> 5;
    let n = first & 31;
    if (n >= 24) {
      const size = { 24: 1, 25: 2, 26: 4, 27: 8 }[n];
      if (!size || at + size > bytes.length) throw new Error("length");
      let long = 0n;
      for (const byte of bytes.subarray(at, at + size)) long = long * 256n + BigInt(byte);
      const least = size === 1 ? 24n : 1n << BigInt(size * 4);
      if (long < least || long > 9007199254740991n) throw new Error("not the shortest");
      at += size;
      n = Number(long);
    }
    if (kind === 0) return n;
    if (kind === 1) return -1 - n;
    if (kind === 2 || kind === 3) {
      if (at + n > bytes.length) throw new Error("short");
      const part = bytes.slice(at, (at += n));
      return kind === 2 ? part : new TextDecoder("utf-8", { fatal: true }).decode(part);
    }
    if (kind === 4) return Array.from({ length: Math.min(n, 16) }, value);
    if (kind === 5) return new Map(Array.from({ length: Math.min(n, 16) }, () => /** @type {[any, any]} */ ([value(), value()])));
    throw new Error("kind");
  };
  const found = value();
  if (at !== bytes.length) throw new Error("trailing");
  return found;
}

/* ---- bytes ---- */

class Unsupported extends Error {}

/** @param {Key} key @param {Uint8Array} signature @param {Uint8Array} data */
async function verify(key, signature, data) {
  const multikey = base58(key.multikey.slice(1));
  if (multikey.length !== 34 || multikey[0] !== 0xed || multikey[1] !== 0x01) return false;
  if (!globalThis.crypto?.subtle) throw new Unsupported();
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", multikey.slice(2), { name: "Ed25519" }, false, ["verify"]);
  } catch {
    throw new Unsupported();
  }
  return crypto.subtle.verify({ name: "Ed25519" }, imported, /** @type {BufferSource} */ (signature), /** @type {BufferSource} */ (data));
}

/** RFC 8785 for values without floats. @param {any} value @returns {string} */
function jcs(value) {
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  if (value !== null && typeof value === "object") {
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${jcs(value[key])}`).join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new Error("not an integer");
  return JSON.stringify(value) ?? "null";
}

/** @param {string} text */
function base58(text) {
  const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  let number = 0n;
  for (const letter of text) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) throw new Error("base58");
    number = number * 58n + BigInt(digit);
  }
  const hex = number === 0n ? "" : number.toString(16);
  const zeros = (/^1*/.exec(text)?.[0] ?? "").length;
  const tail = (hex.length % 2 ? `0${hex}` : hex).match(/../g) ?? [];
  return Uint8Array.from([...Array(zeros).fill(0), ...tail.map((pair) => parseInt(pair, 16))]);
}

/** @param {Uint8Array} data */
async function sha256(data) {
  if (!globalThis.crypto?.subtle) throw new Unsupported();
  return new Uint8Array(await crypto.subtle.digest("SHA-256", /** @type {BufferSource} */ (data)));
}

/** @param {string} text */
function utf8(text) { return new TextEncoder().encode(text); }

/** @param {Uint8Array} bytes */
function bstr(bytes) {
  const n = bytes.length;
  const head = n < 24 ? [0x40 | n] : n < 256 ? [0x58, n] : [0x59, n >> 8, n & 255];
  return join(Uint8Array.from(head), bytes);
}

/** @param {...Uint8Array} parts */
function join(...parts) { return Uint8Array.from(parts.flatMap((part) => [...part])); }

/** @param {Uint8Array} bytes */
function toHex(bytes) { return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""); }
