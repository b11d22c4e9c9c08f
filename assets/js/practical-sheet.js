// @ts-check
import { countOf, kept, lost, shown } from "./practical-marks.js";

/** The sheet as it stands in the page: what is decided, and everything that shows it. */

export const form = /** @type {HTMLFormElement} */ (document.getElementById("sheet"));
export const words = form.dataset;
/** @param {string} id */
export const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {ParentNode} node @param {string} what */
export const one = (node, what) => /** @type {HTMLElement} */ (node.querySelector(what));
/** A text with its places filled in. @param {string | undefined} text @param {...(string | number)} values */
export const fill = (text, ...values) => values.reduce((/** @type {string} */ said, value, index) =>
  said.replace(values.length > 1 ? `#${index + 1}` : "#", String(value)), text ?? "");

/** @typedef {ReturnType<typeof read>} Criterion */
/** @param {Element} element */
function read(element) {
  const node = /** @type {HTMLElement} */ (element);
  const inputs = [...node.querySelectorAll("input")];
  const counts = inputs.filter((input) => input.type === "number");
  const id = node.dataset.criterion ?? "";
  return {
    id, node, counts,
    radios: inputs.filter((input) => input.type === "radio"),
    title: node.dataset.title ?? "",
    step: /** @type {HTMLElement} */ (node.closest(".step")).id,
    star: "star" in node.dataset,
    full: Number(node.dataset.full),
    deducts: counts.map((input) => Number(input.dataset.deduct)),
    row: one(form, `[data-row="${id}"] [data-mark]`),
    missing: one(form, `[data-missing="${id}"]`),
    failed: /** @type {HTMLElement | null} */ (form.querySelector(`[data-failed="${id}"]`)),
  };
}

export const criteria = [...form.querySelectorAll("[data-criterion]")].map(read);
/** @param {Criterion} criterion */
export function entryOf(criterion) {
  const chosen = criterion.radios.find((radio) => radio.checked)?.value;
  return {
    done: chosen === undefined ? null : chosen === "yes",
    counts: criterion.counts.map((input) => countOf(input.value)),
  };
}

/** @param {Criterion} criterion */
function drawCriterion(criterion) {
  const entry = entryOf(criterion);
  const marks = kept(criterion, entry);
  const judged = marks !== null;
  one(criterion.node, "[data-open]").hidden = judged;
  if (judged) criterion.node.classList.remove("bad");
  criterion.counts.forEach((input, index) => {
    const row = /** @type {HTMLElement} */ (input.closest(".fault"));
    const open = entry.counts[index] === null;
    row.classList.toggle("open", open);
    if (!open) row.classList.remove("bad");
    if (!open) input.removeAttribute("aria-invalid");
  });
  for (const why of criterion.node.querySelectorAll(".why")) {
    const input = why.closest(".fault")?.querySelector("input");
    /** @type {HTMLElement} */ (why).hidden = input ? countOf(input.value) !== null : entry.done !== null;
  }
  const got = /** @type {HTMLElement | null} */ (criterion.node.querySelector("[data-got]"));
  if (got) {
    const begun = entry.counts.some((count) => count !== null);
    got.classList.toggle("off-so-far", !judged);
    const [label, value] = judged ? [words.tGot, shown(marks)] : begun ? [words.tLost, shown(lost(criterion, entry))] : [words.tGot, "—"];
    const number = document.createElement("b");
    number.textContent = value;
    got.replaceChildren(`${label} `, number);
    const zero = one(criterion.node, "[data-zero]");
    zero.hidden = entry.counts.every((count) => count !== null);
    zero.textContent = (begun ? words.tRest : words.tZero) ?? "";
    zero.setAttribute("aria-label", fill(begun ? words.tRestOf : words.tZeroOf, criterion.title));
  }
  drawRow(criterion, entry, marks);
  return marks;
}

/** @param {Criterion} criterion @param {ReturnType<typeof entryOf>} entry @param {number | null} marks */
function drawRow(criterion, entry, marks) {
  const failed = criterion.star && entry.done === false;
  const word = document.createElement(marks === null && !failed ? "span" : "b");
  if (failed) word.className = "why";
  else if (marks === null) word.className = "chip warn";
  word.textContent = failed ? words.tNot ?? ""
    : marks === null ? one(criterion.node, "[data-open]").textContent
    : criterion.full > 0 ? shown(marks) : words.tDone ?? "";
  criterion.row.replaceChildren(word);
  criterion.missing.hidden = marks !== null;
  if (criterion.failed) criterion.failed.hidden = !failed;
}

/** Everything, seen from a step. @param {string} here its id */
export function draw(here) {
  /** @type {Map<string, {judged: number, of: number, marks: number, full: number}>} */
  const steps = new Map();
  const all = { judged: 0, of: 0, marks: 0, full: 0 };
  for (const criterion of criteria) {
    const marks = drawCriterion(criterion);
    const step = steps.get(criterion.step) ?? { judged: 0, of: 0, marks: 0, full: 0 };
    steps.set(criterion.step, step);
    for (const sum of [step, all]) {
      sum.judged += marks === null ? 0 : 1;
      sum.of += 1;
      sum.marks += marks ?? 0;
      sum.full += criterion.full;
    }
  }
  for (const [id, step] of steps) {
    const link = one(form, `.steps a[href="#${id}"]`);
    link.classList.toggle("done", step.judged === step.of);
    one(link, ".count").textContent = `${step.judged} / ${step.of}`;
    one(link, "[data-says]").textContent = fill(words.tStep, step.judged, step.of);
  }
  const open = all.of - all.judged;
  at("missing").hidden = open === 0;
  at("missing-title").textContent = open === 1 ? words.tMissingOne ?? "" : fill(words.tMissing, open);
  at("failed").hidden = !criteria.some((criterion) => criterion.failed && !criterion.failed.hidden);
  at("total").textContent = shown(all.marks);
  const step = steps.get(here);
  const sum = step ? fill(words.tSubtotal, shown(step.marks), shown(step.full)) : fill(words.tTotal, shown(all.marks), shown(all.full));
  at("tally").textContent = `${fill(words.tJudged, all.judged, all.of)}　${sum}`;
}

/** Says a criterion's new mark to who can't see it. @param {Criterion} criterion */
export function say(criterion) {
  const entry = entryOf(criterion);
  const marks = kept(criterion, entry);
  const done = entry.done === false ? words.tNot : words.tDone;
  at("say").textContent = marks === null ? fill(words.tSaysOpen, criterion.title, shown(lost(criterion, entry)))
    : fill(words.tSays, criterion.title, criterion.full > 0 ? shown(marks) : done ?? "");
}
