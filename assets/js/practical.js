// @ts-check
import { Drafts } from "./practical-drafts.js";
import { countOf, kept, MOST } from "./practical-marks.js";
import { at, criteria, draw, entryOf, fill, form, one, say, words } from "./practical-sheet.js";
import { Steps } from "./practical-steps.js";

/**
 * The examiner's sheet: a step at a time, marks as they are counted, everything kept as it is typed.
 *
 * Marks are computed in practical-marks.js, shown by practical-sheet.js, kept through practical-drafts.js. Without this
 * script the page is one form and works all the same.
 */

/** @typedef {import("./practical-sheet.js").Criterion} Criterion */

/** The county's time, however this tablet's zone is set. */
const localTime = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/* ---- what keeping tells ---- */

let wasOffline = false;
let leaving = false;

const drafts = new Drafts(`jiangheng/practical/${words.key}`, words.draft ?? "", {
  saving: () => status(words.tSaving ?? "", true),
  saved: (instant) => {
    if (wasOffline) back();
    at("signed-out").hidden = true;
    status(`${words.tSaved} ${localTime.format(Date.parse(instant))}`, false);
  },
  pending: (fields, offline) => {
    if (offline) away();
    pending(fields);
  },
  signed: () => over("signed"),
  signedOut: () => show("signed-out"),
  closed: () => over("closed"),
  refused: () => show("cannot"),
});

/** @param {string} id */
function show(id) { at(id).hidden = false; }

/** @param {string} text @param {boolean} waiting */
function status(text, waiting) {
  at("saved").textContent = text;
  at("saved").classList.toggle("wait", waiting);
}

/** How many criteria wait to be sent. @param {string[]} fields */
function pending(fields) {
  const waiting = criteria.filter(({ counts, radios }) => [...counts, ...radios].some((input) => fields.includes(input.name)));
  status(fill(words.tPending, waiting.length), true);
}

function away() {
  wasOffline = true;
  show("offline");
  at("back").hidden = true;
}

function back() {
  wasOffline = false;
  at("offline").hidden = true;
  at("not-now").hidden = true;
  show("back");
  setTimeout(() => { at("back").hidden = true; }, 20000);
}

/** Nothing of this sheet can be changed any more. @param {string} banner */
function over(banner) {
  show(banner);
  status("", false);
  for (const criterion of criteria) /** @type {HTMLFieldSetElement} */ (criterion.node).disabled = true;
  at("sign").setAttribute("disabled", "");
}

/* ---- changes ---- */

/** @param {Criterion} criterion @param {HTMLInputElement} input */
function changed(criterion, input) {
  drafts.put(input.name, input.value);
  redraw();
  say(criterion);
}

/** @param {Criterion} criterion @param {HTMLInputElement} input @param {number} by */
function step(criterion, input, by) {
  const before = countOf(input.value) ?? 0;
  input.value = String(Math.max(0, Math.min(MOST, before + by)));
  changed(criterion, input);
}

/** @param {Criterion} criterion */
function noOther(criterion) {
  const open = criterion.counts.filter((input) => countOf(input.value) === null);
  for (const input of open) {
    input.value = "0";
    drafts.put(input.name, input.value);
  }
  redraw();
  say(criterion);
  // The button that had the focus is gone: the criterion takes it.
  criterion.node.focus({ preventScroll: true });
}

/** + and − where the focus is. @param {Criterion} criterion @param {KeyboardEvent} event */
function key(criterion, event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const by = { "+": 1, "=": 1, "-": -1, "−": -1 }[event.key];
  if (by === undefined || criterion.counts.length === 0) return;
  const row = /** @type {HTMLElement} */ (event.target).closest(".fault");
  const input = criterion.counts.find((count) => row?.contains(count)) ?? criterion.counts[0];
  event.preventDefault();
  step(criterion, input, by);
}

/** @param {SubmitEvent} event */
async function submit(event) {
  if (leaving) return;
  event.preventDefault();
  const by = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (by?.id === "sign") return sign(by);
  if (by?.tabIndex === -1 && document.activeElement === at("password")) return sign(/** @type {HTMLButtonElement} */ (at("sign")));
  if (by?.name !== "then" || by.tabIndex === -1) return;
  // Everything is kept in this tablet by now; a page that can't be fetched would be in the way.
  if (!(await reached())) return;
  const language = by.value === "list" ? "" : `?lang=${by.value}`;
  location.assign(by.value === "list" ? words.list ?? "" : `${location.pathname}${language}${location.hash}`);
}

/** @param {HTMLButtonElement} button */
async function sign(button) {
  if (!at("missing").hidden) {
    at("missing").focus();
    return at("missing").scrollIntoView({ block: "center" });
  }
  const said = button.textContent;
  button.disabled = true;
  button.textContent = words.tWait ?? "";
  if (await reached()) {
    leaving = true;
    return form.submit();
  }
  button.disabled = false;
  button.textContent = said;
  show("not-now");
  at("not-now").scrollIntoView({ block: "center" });
}

/** Whether the server can be reached now. */
async function reached() {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    away();
    return false;
  }
}

function redraw() {
  draw(way.all[way.here]?.id ?? "");
}

/* ---- at the start ---- */

const way = new Steps(form, (step, index) => {
  const next = way.all[index + 1];
  at("previous").hidden = index === 0;
  at("previous").setAttribute("href", `#${way.all[Math.max(0, index - 1)].id}`);
  at("next").hidden = next === undefined;
  if (next) {
    at("next").setAttribute("href", `#${next.id}`);
    at("next").textContent = fill(words.tNext, one(next, "h2").textContent ?? "");
  }
  redraw();
});

document.body.classList.add("js");
for (const node of form.querySelectorAll("[data-by], #tally")) /** @type {HTMLElement} */ (node).hidden = false;
for (const [name, value] of drafts.restore()) {
  for (const input of form.querySelectorAll("input")) {
    if (input.name !== name) continue;
    if (input.type === "radio") input.checked = input.value === value;
    else input.value = value;
  }
}
for (const criterion of criteria) {
  for (const input of [...criterion.radios, ...criterion.counts]) input.addEventListener("input", () => changed(criterion, input));
  for (const button of criterion.node.querySelectorAll("[data-by]")) {
    const input = /** @type {HTMLInputElement} */ (button.parentElement?.querySelector("input"));
    button.addEventListener("click", () => step(criterion, input, Number(/** @type {HTMLElement} */ (button).dataset.by)));
  }
  criterion.node.querySelector("[data-zero]")?.addEventListener("click", (event) => {
    event.preventDefault();
    noOther(criterion);
  });
  criterion.node.addEventListener("keydown", (event) => key(criterion, event));
}
form.addEventListener("submit", (event) => void submit(/** @type {SubmitEvent} */ (event)));
window.addEventListener("online", () => drafts.retry());
document.addEventListener("visibilitychange", () => { if (!document.hidden) drafts.retry(); });
if (!way.follow()) {
  const first = criteria.find((criterion) => kept(criterion, entryOf(criterion)) === null);
  way.show(first ? way.all.findIndex((step) => step.id === first.step) : way.all.length - 1);
}
document.getElementById("errors")?.focus();
if (drafts.waiting.length > 0) {
  pending(drafts.waiting);
  void drafts.send();
}
