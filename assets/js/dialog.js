// @ts-check
/** A dialog over the page: focus on the safe button, Esc is safe, Tab stays in, and focus goes back where it was. */

/** @type {{veil: HTMLElement, before: HTMLElement | null, dismissed: () => void} | null} */
let open = null;

export const isOpen = () => open !== null;

/** What lies under a dialog. @param {HTMLElement} veil */
function beneath(veil) {
  const parent = veil.parentElement;
  return parent ? [...parent.children].filter((node) => node !== veil && !node.classList.contains("veil")) : [];
}

/** @param {HTMLElement} veil @param {HTMLElement} safe @param {() => void} [dismissed] */
export function openDialog(veil, safe, dismissed = () => {}) {
  closeDialog(false);
  open = { veil, before: /** @type {HTMLElement | null} */ (document.activeElement), dismissed };
  veil.classList.add("open");
  for (const node of beneath(veil)) node.setAttribute("inert", "");
  safe.focus();
}

/** @param {boolean} [giveBack] whether focus goes back */
export function closeDialog(giveBack = true) {
  if (!open) return;
  const { veil, before, dismissed } = open;
  open = null;
  veil.classList.remove("open");
  for (const node of beneath(veil)) node.removeAttribute("inert");
  dismissed();
  if (giveBack) before?.focus();
}

document.addEventListener("keydown", (event) => {
  if (!open) return;
  if (event.key === "Escape") {
    event.preventDefault();
    return closeDialog();
  }
  if (event.key !== "Tab") return;
  // Engines without `inert` would walk out.
  const stops = [...open.veil.querySelectorAll("a[href], button")]
    .map((node) => /** @type {HTMLElement} */ (node))
    .filter((node) => !node.hidden && node.closest("[hidden]") === null);
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const edge = event.shiftKey ? first : last;
  if (document.activeElement !== edge && open.veil.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}, true);

/** A click beside the dialog is the safe answer. @param {HTMLElement} veil */
export function dismissBeside(veil) {
  veil.addEventListener("click", (event) => { if (event.target === veil) closeDialog(); });
}
