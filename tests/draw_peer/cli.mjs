// @ts-check
/**
 * node cli.mjs [--as=evidence|cancelled|manifest|secret|secret-qr|slip|slip-text] [--manifest=FILE] [--root=HEX] FILE…
 * One line for each file; a refusal is an answer, so that the status is 1 only where a file could not be read.
 * Without `--as` a file is told by its spec as `draw replay` does. `-` reads the names from standard input.
 */
import { readFileSync } from "node:fs";
import { checkCancelled, checkSlip, readSecret, readSlip, readSlipText, Refused, replay, replayAny } from "../../assets/js/draw/index.js";
import { parse } from "../../assets/js/draw/json.js";
import { readManifest } from "../../assets/js/draw/manifest.js";

/** @type {Record<string, string>} */
const options = {};
/** @type {string[]} */
const files = [];
for (const word of process.argv.slice(2)) {
  const option = /^--(as|manifest|root)=(.*)$/s.exec(word);
  if (option) options[option[1]] = option[2];
  else if (word !== "-") files.push(word);
  else for (const name of readFileSync(0, "utf8").split("\n")) if (name !== "") files.push(name);
}

/** @type {Record<string, (bytes: Uint8Array) => unknown>} */
const checks = {
  any: (bytes) => replayAny(bytes),
  evidence: (bytes) => replay(bytes),
  cancelled: checkCancelled,
  manifest: (bytes) => readManifest(parse(bytes)),
  secret: readSecret,
  "secret-qr": (bytes) => readSecret(text(bytes)),
  slip: (bytes) => checkSlip(readSlip(bytes), readFileSync(options.manifest), options.root),
  "slip-text": (bytes) => checkSlip(readSlipText(text(bytes)), readFileSync(options.manifest), options.root),
};
const check = checks[options.as ?? "any"];
let status = 0;
for (const file of files) {
  let said = "ok";
  try {
    await check(readFileSync(file));
  } catch (error) {
    if (!(error instanceof Refused)) {
      status = 1;
      said = `broken: ${error}`;
    // A key may hold a line end.
    } else said = `refused: ${error.message}`.replace(/[\x00-\x1f\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  }
  console.log(`${file}: ${said}`);
}
process.exitCode = status;

/** @param {Uint8Array} bytes */
function text(bytes) { return new TextDecoder().decode(bytes).replace(/\n$/, ""); }
