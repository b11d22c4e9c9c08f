// @ts-check
/**
 * A guest's part in a ceremony, in the guest's own browser: a contributor's secret is made and printed here and only its
 * commitment is sent; a custodian's copy is checked here and only the receipt is sent; a secret that is opened is compared
 * with its commitment before it is sent.
 */

import { commitment, newSecret, readSecret, Refused, secretFile, secretQrText } from "./draw/index.js";
import { svg } from "./qr.js";
import { filled, verdict } from "./verdict.js";

/** How many custodians get a sheet. */
const CUSTODIANS = 2;
/** What covers the secret when the sheet is folded, as dense as print. */
const SCREEN = "8e3b5a0d9c6f2471";

/** Wrong, in words for people. */
class Wrong extends Error {}

const place = document.getElementById("guest");
if (place) start(place, place.dataset);

/** @param {HTMLElement} place @param {DOMStringMap} words */
function start(place, words) {
  const paste = document.getElementById("guest-paste");
  if (paste instanceof HTMLDetailsElement) paste.open = "wrong" in paste.dataset;
  if (words.form === "commit") making(words);
  if (words.form === "receive") checking(words);
  if (words.form === "open") opening(words);
}

/** @param {string} id @returns {any} */
function part(id) { return document.getElementById(id); }

/** @param {DOMStringMap} words @returns {[string, string, string]} */
function whose({ exam = "", session = "", contributor = "" }) { return [exam, session, contributor]; }

/** @param {DOMStringMap} words */
function making(words) {
  const [exam, session, contributor] = whose(words);
  const tick = part("guest-kept"), send = part("guest-send-do");
  let sent = false;
  /** @type {ReturnType<typeof newSecret> | null} */
  let secret = null;
  part("guest-make").hidden = false;

  part("guest-new").addEventListener("click", async () => {
    secret = newSecret();
    const public_ = await commitment(exam, session, contributor, secret);
    part("guest-commitment").textContent = groups(public_, 8);
    part("guest-send-commitment").value = public_;
    sheets(words, hex(secret), public_, secretQrText(exam, session, contributor, secret));
    part("guest-new").hidden = true;
    part("guest-made").hidden = false;
    part("guest-made").focus();
  });
  const kept = () => { tick.disabled = false; };
  part("guest-print").addEventListener("click", () => { window.print(); kept(); });
  part("guest-save").addEventListener("click", async () => {
    if (!secret) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await secretFile(exam, session, contributor, secret)], { type: "application/json" }));
    link.download = `secret-${exam}-${session}-${contributor}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
    kept();
  });
  tick.addEventListener("change", () => { send.disabled = !tick.checked; });
  part("guest-send").addEventListener("submit", () => { sent = true; });
  window.addEventListener("beforeunload", (event) => { if (secret && !sent) event.preventDefault(); });
}

/** @param {DOMStringMap} words */
function checking(words) {
  const typed = part("guest-typed"), form = part("guest-send");
  part("guest-check").hidden = false;
  const check = async (/** @type {string} */ text) => {
    form.hidden = true;
    const fits = await judged(words, text);
    if (!fits) return;
    part("guest-send-commitment").value = words.commitment;
    form.hidden = false;
    typed.value = "";
  };
  part("guest-check-do").addEventListener("click", () => void check(typed.value));
  onFile(words, (text) => void check(text));
}

/** @param {DOMStringMap} words */
function opening(words) {
  const form = part("guest-open"), field = part("secret");
  let right = false;
  part("guest-file-field").hidden = false;
  onFile(words, async (text) => {
    const secret = await judged(words, text);
    if (secret) field.value = groups(secret, 4);
  });
  form.addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
    if (right) return;
    event.preventDefault();
    const secret = await judged(words, field.value);
    if (!secret) return;
    field.value = secret;
    right = true;
    // A form can't be sent while its own submission is being told about, and a short digest is there before that ends.
    window.setTimeout(() => form.requestSubmit());
  });
}

/** @param {DOMStringMap} words @param {(text: string) => void} then */
function onFile(words, then) {
  part("guest-file").addEventListener("change", async (/** @type {Event} */ event) => {
    const [file] = /** @type {HTMLInputElement} */ (event.target).files ?? [];
    if (!file) return;
    if (file.size > 10_000) return verdict(part("guest-verdict"), "stop", words.malformed);
    then(await file.text());
  });
}

/**
 * Says whether a secret is its commitment's; its digits if it is.
 * @param {DOMStringMap} words @param {string} text
 */
async function judged(words, text) {
  try {
    const secret = await read(words, text);
    verdict(part("guest-verdict"), "ok", words.fits);
    return secret;
  } catch (error) {
    verdict(part("guest-verdict"), "stop", error instanceof Wrong ? error.message : words.cannot);
    return null;
  }
}

/** @param {DOMStringMap} words @param {string} text what was read off a code, typed, or the file's */
async function read(words, text) {
  const [exam, session, contributor] = whose(words);
  const bare = text.replace(/\s+/g, "");
  let bytes;
  if (/^[0-9a-f]{64}$/i.test(bare)) {
    bytes = Uint8Array.from(bare.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  } else {
    let file;
    try {
      file = await readSecret(text.trim());
    } catch (error) {
      if (error instanceof Refused) throw new Wrong(error.code === "wrong-secret" ? words.other : words.malformed);
      throw error;
    }
    const [given, here] = [`${file.exam} ${file.session} ${file.contributor}`, `${exam} ${session} ${contributor}`];
    if (given !== here) throw new Wrong(filled(words.elsewhere, { given, here }));
    bytes = file.secret;
  }
  if ((await commitment(exam, session, contributor, bytes)) !== words.commitment) throw new Wrong(words.other);
  return hex(bytes);
}

/** @param {DOMStringMap} words @param {string} secret @param {string} public_ @param {string} code */
function sheets(words, secret, public_, code) {
  const all = part("guest-envelopes");
  all.replaceChildren();
  for (let number = 1; number <= CUSTODIANS; number++) {
    const sheet = part("guest-sheet").content.cloneNode(true);
    const slot = (/** @type {string} */ name) => sheet.querySelector(`[data-slot=${name}]`);
    slot("number").textContent = String(number);
    slot("commitment").append(...cells(public_, 8));
    slot("secret").append(...cells(secret, 4));
    const picture = new DOMParser().parseFromString(svg(code, { label: words.qr ?? "" }), "image/svg+xml");
    slot("code").append(document.importNode(picture.documentElement, true));
    slot("screen").textContent = Array.from({ length: 128 }, (_, row) => SCREEN.slice((row * 5) % 16) + SCREEN.slice(0, (row * 5) % 16)).join("");
    all.append(sheet);
  }
}

/** @param {string} digits @param {number} size */
function cells(digits, size) {
  return groups(digits, size).split(" ").map((group) => {
    const cell = document.createElement("span");
    cell.textContent = group;
    return cell;
  });
}

/** @param {string} digits @param {number} size */
function groups(digits, size) { return (digits.match(new RegExp(`.{1,${size}}`, "g")) ?? []).join(" "); }

/** @param {Uint8Array} bytes */
function hex(bytes) { return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""); }
