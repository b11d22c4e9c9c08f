// @ts-check
/** One paper, checked in the reader's own browser: the slip stands behind the `#` of the address and is sent nowhere. */

import { checkSlip, readSlipText, Refused } from "./draw/index.js";
import { filled, verdict } from "./verdict.js";

const place = document.getElementById("slip");
if (place) start(place, place.dataset);

/** @param {HTMLElement} place @param {DOMStringMap} words */
function start(place, words) {
  const told = part("slip-verdict");
  const typed = /** @type {HTMLInputElement} */ (part("slip-text"));
  part("slip-paste").hidden = false;
  part("slip-do").addEventListener("click", () => { if (typed.value.trim()) void check(typed.value.trim()); });
  window.addEventListener("hashchange", () => void fromAddress());
  void fromAddress();

  /** The page has anchors of its own, such as `#main`; a slip has dots. */
  async function fromAddress() { if (location.hash.includes(".")) await check(location.href); }

  /** @param {string} text */
  async function check(text) {
    place.hidden = false;
    part("slip-paper").hidden = true;
    let manifest;
    try {
      const answer = await fetch(words.manifest ?? "");
      if (!answer.ok) throw new TypeError(`status ${answer.status}`);
      manifest = new Uint8Array(await answer.arrayBuffer());
    } catch {
      return verdict(told, "warn", words.unreachable, "");
    }
    try {
      const slip = readSlipText(text);
      const paper = await checkSlip(slip, manifest, words.root || null);
      const items = paper.sections.flatMap((section) => section.items.map((item) => ({ section: section.id, ...item })));
      show(items);
      const values = { candidate: slip.candidate, items: String(items.length) };
      if (words.root) verdict(told, "ok", words.good, filled(words.goodText, values));
      else verdict(told, "warn", words.unposted, filled(words.unpostedText, values));
    } catch (error) {
      if (error instanceof Refused) return verdict(told, "stop", words.bad, filled(words.badText, { code: error.code, place: error.path || (words.whole ?? "") }));
      verdict(told, "warn", words.cannot, "");
    }
  }

  /** @param {{section: string, id: string, options: string[]}[]} items */
  function show(items) {
    part("slip-rows").replaceChildren(...items.map(({ section, id, options }, at) => {
      const row = document.createElement("tr");
      row.append(...[`${section} ${at + 1}`, id, options.join(" ")].map((text, column) => {
        const cell = document.createElement(column === 0 ? "th" : "td");
        if (column === 0) cell.setAttribute("scope", "row");
        cell.textContent = text;
        return cell;
      }));
      return row;
    }));
    part("slip-paper").hidden = false;
  }
}

/** @param {string} id */
function part(id) { return /** @type {HTMLElement} */ (document.getElementById(id)); }
