// @ts-check
/**
 * The keyboard: A–F or 1–6 choose, ← → another item, M marks, T says the time. Letters and digits can be switched off
 * (WCAG 2.1.4), and are kept so for this sitting.
 */

import { isOpen } from "./dialog.js";
import { at, inputs } from "./paper.js";

/**
 * @param {import("./paper.js").Paper} paper
 * @param {{chosen: (item: HTMLFieldSetElement) => void, mark: () => void, say: () => void}} on
 */
export function listen(paper, on) {
  const off = /** @type {HTMLInputElement} */ (at("keys-off"));
  off.checked = remembered("keys-off") === "yes";
  off.addEventListener("change", () => remember("keys-off", off.checked ? "yes" : ""));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || isOpen()) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const onOption = target.matches("input[type=radio], input[type=checkbox]") && target !== off;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      return paper.go(paper.here + (event.key === "ArrowRight" ? 1 : -1));
    }
    if (off.checked || (target.matches("input") && !onOption)) return;
    const letter = event.key.toUpperCase();
    const place = letter.length === 1 ? "ABCDEF".indexOf(letter) + 1 || "123456".indexOf(letter) + 1 : 0;
    const option = place > 0 ? inputs(paper.item)[place - 1] : undefined;
    if (option && !paper.item.disabled) {
      event.preventDefault();
      const before = option.checked;
      option.checked = option.type === "radio" ? true : !before;
      option.focus();
      if (option.checked !== before) on.chosen(paper.item);
    } else if (letter === "M" && !paper.closed) on.mark();
    else if (letter === "T") on.say();
  });
}

/** What this browser keeps until it is closed. @param {string} name */
export function remembered(name) {
  try { return sessionStorage.getItem(`jiangheng/${name}`); } catch { return null; }
}

/** @param {string} name @param {string} value */
export function remember(name, value) {
  try { sessionStorage.setItem(`jiangheng/${name}`, value); } catch { /* then it holds for this page only */ }
}
