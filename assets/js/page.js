// @ts-check
/**
 * What every page does beside standing there: a form is posted once however often its button is pressed, an answer that
 * takes longer than a second is waited for in words, an error summary is where reading goes on, and what was typed outlives
 * a change of the language. Without script all of it works, only less kindly.
 */

/** How long an answer may take before something is said. */
const SAY_AFTER = 1000;
/** After this long a form may be posted again: the network swallowed the answer, and the server knows what came twice. */
const AGAIN_AFTER = 15_000;
const KEPT = "jiangheng-typed";

const waiting = document.getElementById("wait");
const timers = /** @type {number[]} */ ([]);

document.getElementById("errors")?.focus();
restoreTyped();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
  if (form.dataset.posted) {
    event.preventDefault();
    return;
  }
  // A form marked so is answered with a file, and the page stays.
  if ("stays" in form.dataset) return;
  form.dataset.posted = "yes";
  // Not `disabled`: a disabled button would not be posted along, and would lose the focus.
  for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
  timers.push(window.setTimeout(() => { if (waiting) waiting.hidden = false; }, SAY_AFTER), window.setTimeout(release, AGAIN_AFTER));
});

// Back from the next page, out of the browser's own store: the form may be posted again.
window.addEventListener("pageshow", (event) => { if (event.persisted) release(); });

document.querySelector("a.switch")?.addEventListener("click", keepTyped);
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-print]"))) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/** @param {HTMLFormElement} form */
function buttonsOf(form) {
  return [...form.elements].filter((element) => element instanceof HTMLButtonElement && element.type === "submit");
}

function release() {
  timers.splice(0).forEach((timer) => window.clearTimeout(timer));
  if (waiting) waiting.hidden = true;
  for (const form of document.forms) {
    delete form.dataset.posted;
    for (const button of buttonsOf(form)) button.removeAttribute("aria-disabled");
  }
}

/**
 * Fields that people fill in, without passwords, by name.
 * @returns {[string, HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement][]}
 */
function typedFields() {
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("main input, main select, main textarea"));
  return [...fields].filter((field) => field.name !== "" && !["hidden", "password", "file"].includes(field.type))
    .map((field) => [field.name, field]);
}

/** @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} field */
function isBox(field) {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

function keepTyped() {
  const typed = typedFields().map(([name, field]) => [name, field.value, isBox(field) && /** @type {HTMLInputElement} */ (field).checked]);
  try {
    if (typed.length > 0) sessionStorage.setItem(KEPT, JSON.stringify({ path: location.pathname, typed }));
  } catch {
    // A browser that keeps nothing: the page opens in the other language, empty.
  }
}

function restoreTyped() {
  /** @type {{path: string, typed: [string, string, boolean][]} | null} */
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    sessionStorage.removeItem(KEPT);
  } catch {
    return;
  }
  if (kept?.path !== location.pathname) return;
  const open = typedFields();
  for (const [name, value, checked] of kept.typed) {
    const at = open.findIndex(([other, field]) => other === name && (!isBox(field) || field.value === value));
    if (at < 0) continue;
    const [[, field]] = open.splice(at, 1);
    if (isBox(field)) /** @type {HTMLInputElement} */ (field).checked = checked;
    else field.value = value;
  }
}
