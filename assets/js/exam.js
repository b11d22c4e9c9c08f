// @ts-check
import { Saver } from "./saving.js";

/**
 * The exam page: one item at a time, every answer saved as it is given.
 *
 * Answers go through saving.js. Without this script the page is one form and works all the same.
 */

const form = /** @type {HTMLFormElement} */ (document.getElementById("paper"));
const words = form.dataset;
const items = [...form.querySelectorAll(".item")].map((node) => /** @type {HTMLFieldSetElement} */ (node));
const cells = [...form.querySelectorAll(".panel .part .cells a")].map((node) => /** @type {HTMLElement} */ (node));

let here = 0;
let wasOffline = false;
let closed = false;
let leaving = false;
/** Server's clock minus ours, in milliseconds. */
let drift = Date.parse(words.now ?? "") - Date.now() || 0;
let endsAt = Date.parse(words.ends ?? "");
/** @type {Set<string>} */
const marked = new Set();
const announced = new Set();

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {HTMLElement} item */
const inputs = (item) => [...item.querySelectorAll("input")];
/** @param {HTMLElement} item */
const answerOf = (item) => inputs(item).filter((input) => input.checked).map((input) => input.value);
const pad = (/** @type {number} */ n) => String(n).padStart(2, "0");
/** The county's time, however this computer's zone is set. */
const localTime = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const timeLeft = () => endsAt - (Date.now() + drift);

/* ---- what saving tells ---- */

const saver = new Saver(`jiangheng/${words.admission}/${items[0]?.dataset.item}`, Number(words.seq) || 0, {
  saving: () => status(words.tSaving ?? "", true),
  saved: () => {
    if (wasOffline && saver.waiting === 0) back();
    status(`${words.tSaved} ${localTime.format(Date.now() + drift)}`, false);
  },
  pending: (count, isOffline) => {
    if (isOffline) offline();
    status((words.tPending ?? "").replace("#", String(count)), true);
  },
  refused: () => { show("cannot"); status("", false); },
  elsewhere: () => close("elsewhere"),
  signedOut: () => close("signed-out"),
  over: () => finished(),
});

/** @param {HTMLElement} item */
function saved(item) {
  if (closed) return;
  if (!saver.add(item.dataset.item ?? "", answerOf(item)) && wasOffline) show("cannot");
  draw();
}

function offline() {
  wasOffline = true;
  show("offline");
  at("back").hidden = true;
}

function back() {
  wasOffline = false;
  at("offline").hidden = true;
  show("back");
  setTimeout(() => { at("back").hidden = true; }, 20000);
}

/** @param {string} banner */
function close(banner) {
  closed = true;
  saver.stop();
  show(banner);
  for (const item of items) item.disabled = true;
  for (const id of ["previous", "mark", "next"]) at(id).setAttribute("disabled", "");
}

function finished() {
  if (leaving) return;
  leaving = true;
  closed = true;
  saver.forget();
  location.assign("/exam");
}

/** @param {string} id */
function show(id) { at(id).hidden = false; }

/** @param {string} text @param {boolean} waiting */
function status(text, waiting) {
  at("saved").textContent = text;
  at("saved").classList.toggle("wait", waiting);
}

/* ---- the clock ---- */

async function askClock() {
  if (closed) return;
  try {
    const response = await fetch("/api/v1/hall/clock", { credentials: "same-origin", headers: { "X-Requested-With": "jiangheng" } });
    if (!response.ok) return void (await saver.unwell(response));
    const clock = await response.json();
    drift = Date.parse(clock.now) - Date.now() || drift;
    endsAt = Date.parse(clock.ends_at) || endsAt;
    if (/^(submitted|scored|voided|absent)$/.test(clock.state)) return finished();
    if (saver.waiting > 0) void saver.send();
    else if (wasOffline) back();
  } catch {
    offline();
  }
}

function tick() {
  const left = Math.max(0, timeLeft());
  const minutes = Math.ceil(left / 60000);
  const near = left <= 10 * 60000;
  const timer = at("timer");
  timer.classList.toggle("near", near);
  const number = /** @type {HTMLElement} */ (timer.querySelector("b"));
  number.textContent = left < 5 * 60000 ? `${Math.floor(left / 60000)}:${pad(Math.floor(left / 1000) % 60)}` : String(minutes);
  /** @type {HTMLElement} */ (timer.querySelector("span")).hidden = left < 5 * 60000;
  for (const mark of [30, 10, 5, 1]) {
    if (minutes === mark && !announced.has(mark)) {
      announced.add(mark);
      say();
    }
  }
  if (near && left > 0) show("near");
  if (left === 0 && !closed) {
    at("near").hidden = true;
    for (const item of items) item.disabled = true;
    if (saver.waiting > 0 && wasOffline) show("over");
    void askClock();
    if (saver.waiting === 0) setTimeout(() => { if (!wasOffline) finished(); }, 3000);
  }
}

function say() {
  at("say").textContent = (words.tLeft ?? "").replace("#", String(Math.max(0, Math.ceil(timeLeft() / 60000))));
}

/* ---- moving about ---- */

/** @param {number} to @param {boolean} [focus] */
function go(to, focus = true) {
  if (to < 0 || to >= items.length) return;
  items[here].classList.remove("here");
  here = to;
  items[here].classList.add("here");
  if (focus) {
    window.scrollTo(0, 0);
    items[here].focus({ preventScroll: true });
  }
  draw();
}

function draw() {
  let answered = 0;
  items.forEach((item, index) => {
    const did = answerOf(item).length > 0;
    const flag = marked.has(item.dataset.item ?? "");
    if (did) answered += 1;
    const cell = cells[index];
    cell.className = `${did ? "did" : ""} ${flag ? "flag" : ""} ${index === here ? "here" : ""}`.trim();
    cell.setAttribute("aria-label", `${cell.dataset.name}${did ? words.tDid : words.tNot}${flag ? words.tFlag : ""}`);
    if (index === here) cell.setAttribute("aria-current", "true");
    else cell.removeAttribute("aria-current");
  });
  at("answered").textContent = String(answered);
  at("open").textContent = String(items.length - answered);
  at("marked").textContent = String(marked.size);
  at("mark").setAttribute("aria-pressed", String(marked.has(items[here].dataset.item ?? "")));
  at("previous").toggleAttribute("disabled", here === 0 || closed);
  at("next").toggleAttribute("disabled", here === items.length - 1 || closed);
}

function mark() {
  const id = items[here].dataset.item ?? "";
  if (!marked.delete(id)) marked.add(id);
  saver.mark([...marked]);
  draw();
}

/** @param {KeyboardEvent} event */
function key(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || at("confirm").classList.contains("open")) return;
  const target = /** @type {HTMLElement} */ (event.target);
  const onOption = target.matches("input[type=radio], input[type=checkbox]");
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    if (target.matches("input:not([type=radio]):not([type=checkbox])")) return;
    event.preventDefault();
    return go(here + (event.key === "ArrowRight" ? 1 : -1));
  }
  if (/** @type {HTMLInputElement} */ (at("keys-off")).checked || (target.matches("input") && !onOption)) return;
  const letter = event.key.toUpperCase();
  const place = letter.length === 1 ? "ABCDEF".indexOf(letter) + 1 || "123456".indexOf(letter) + 1 : 0;
  const option = place > 0 ? inputs(items[here])[place - 1] : undefined;
  if (option && !option.disabled) {
    event.preventDefault();
    const before = option.checked;
    option.checked = option.type === "radio" ? true : !before;
    option.focus();
    if (option.checked !== before) saved(items[here]);
  } else if (letter === "M") mark();
  else if (letter === "T") say();
}

/* ---- handing in ---- */

/** @param {Event} event */
function ask(event) {
  event.preventDefault();
  const open = Number(at("open").textContent);
  at("confirm-title").textContent = open > 0 ? (words.tOpen ?? "").replace("#", String(open)) : words.tAll ?? "";
  const list = items.map((item, index) => ({ id: item.dataset.item ?? "", index })).filter((one) => marked.has(one.id));
  at("confirm-marked").hidden = list.length === 0;
  const names = list.slice(0, 12).map(({ index }) => {
    const link = document.createElement("a");
    link.href = `#q${index + 1}`;
    link.textContent = cells[index].dataset.name ?? "";
    link.addEventListener("click", (click) => { click.preventDefault(); dismiss(); go(index); });
    return link;
  });
  at("confirm-marked").querySelector("span")?.replaceChildren(...names);
  at("confirm").classList.add("open");
  at("go-back").focus();
}

function dismiss() {
  at("confirm").classList.remove("open");
  at("hand-in").focus();
}

/** Esc leaves the dialog, Tab stays in it. @param {KeyboardEvent} event */
function dialogKey(event) {
  if (event.key === "Escape") return dismiss();
  if (event.key !== "Tab") return;
  const stops = [...at("confirm").querySelectorAll("a, button")].map((node) => /** @type {HTMLElement} */ (node));
  const last = stops[stops.length - 1];
  const edge = event.shiftKey ? stops[0] : last;
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? last : stops[0]).focus();
}

/** @param {number} size */
function resize(size) {
  document.body.classList.toggle("size-2", size === 2);
  document.body.classList.toggle("size-3", size === 3);
  for (const button of form.querySelectorAll("[data-size]")) {
    button.setAttribute("aria-pressed", String(Number(/** @type {HTMLElement} */ (button).dataset.size) === size));
  }
}

document.body.classList.add("js");
for (const node of form.querySelectorAll(".sizes, .keys, #previous, #mark, #next")) /** @type {HTMLElement} */ (node).hidden = false;
for (const id of saver.restore((id) => items.some((item) => item.dataset.item === id))) marked.add(id);
for (const save of saver.queue) {
  const item = items.find((one) => one.dataset.item === save.item);
  if (item) for (const input of inputs(item)) input.checked = save.answer.includes(input.value);
}
items.forEach((item) => item.addEventListener("change", () => saved(item)));
cells.forEach((cell, index) => cell.addEventListener("click", (event) => { event.preventDefault(); go(index); }));
at("previous").addEventListener("click", () => go(here - 1));
at("next").addEventListener("click", () => go(here + 1));
at("mark").addEventListener("click", mark);
at("hand-in").addEventListener("click", ask);
at("go-back").addEventListener("click", (event) => { event.preventDefault(); dismiss(); });
at("confirm").addEventListener("keydown", dialogKey);
for (const button of form.querySelectorAll("[data-size]")) {
  button.addEventListener("click", () => resize(Number(/** @type {HTMLElement} */ (button).dataset.size)));
}
document.addEventListener("keydown", key);
form.addEventListener("submit", (event) => {
  const by = /** @type {SubmitEvent} */ (event).submitter;
  if (by?.id !== "submit") return event.preventDefault();
  leaving = true;
});
window.addEventListener("online", () => void saver.send());
window.addEventListener("beforeunload", (event) => { if (saver.waiting > 0 && !leaving) event.preventDefault(); });
setInterval(tick, 1000);
setInterval(() => void askClock(), 30000);
const from = Number(location.hash.replace("#q", "")) - 1;
go(from >= 0 && from < items.length ? from : 0, false);
tick();
void saver.send();
