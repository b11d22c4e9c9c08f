// @ts-check
/**
 * The exam page: one item at a time, every answer saved as it is given. Each part is a module of its own: the paper and its
 * card, the clock, saving, keys, dialogs, pictures; here they are put together. Without script the page is one form and
 * works all the same.
 */

import { Clock } from "./clock.js";
import { closeDialog, dismissBeside, isOpen, openDialog } from "./dialog.js";
import { enlargeFigures } from "./figure.js";
import { listen, remember, remembered } from "./keys.js";
import { Paper, answerOf, at, idOf, inputs } from "./paper.js";
import { NotSaver } from "./practice.js";
import { Saver } from "./saving.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("paper"));
const words = form.dataset;
const practice = words.practice === "yes";
const paper = new Paper(form);
let wasOffline = false;
let leaving = false;

/** The county's time, however this computer's zone is set. */
const localTime = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** @param {string} id */
const show = (id) => { at(id).hidden = false; };
/** @param {string} id */
const hide = (id) => { at(id).hidden = true; };

/** @param {string} id @param {number} seconds */
function showFor(id, seconds) {
  show(id);
  setTimeout(() => hide(id), seconds * 1000);
}

/** @param {string} text @param {boolean} waiting */
function status(text, waiting) {
  at("saved").textContent = text;
  at("saved").classList.toggle("wait", waiting);
}

/* ---- saving ---- */

/** Whose answers these are: the paper's first item is of this session and no other. */
const sitting = `${words.admission}/${idOf(paper.items[0])}`;

const saver = practice ? new NotSaver() : new Saver(sitting, Number(words.seq) || 0, {
  saving: () => status(words.tSaving ?? "", true),
  saved: () => {
    if (wasOffline && saver.waiting === 0) back();
    status(`${words.tSaved} ${localTime.format(clock.now())}`, false);
  },
  pending: (count, isOffline) => {
    if (isOffline) offline();
    status((words.tPending ?? "").replace("#", String(count)), true);
  },
  refused: () => { show("cannot"); status("", false); },
  unkept: () => show("cannot"),
  elsewhere: () => close("elsewhere"),
  signedOut: () => close("signed-out"),
  halted: () => void clock.ask(),
});

/** @param {HTMLFieldSetElement} item */
function chosen(item) {
  if (paper.closed) return;
  saver.add(idOf(item), answerOf(item));
  paper.draw();
}

function offline() {
  wasOffline = true;
  at("offline").hidden = clock.left() === 0;
  hide("back");
}

function back() {
  wasOffline = false;
  hide("offline");
  showFor("back", 20);
}

/** Nothing can be done here any more. @param {string} banner */
function close(banner) {
  saver.stop();
  clock.stop();
  paper.close();
  closeDialog(false);
  for (const id of ["offline", "back", "near", "paused", "hand-in"]) hide(id);
  status("", false);
  show(banner);
  window.scrollTo(0, 0);
}

/* ---- the time ---- */

const clock = new Clock(words, {
  offline,
  online: () => {
    if (saver.waiting > 0) void saver.send();
    else if (wasOffline) back();
    if (isOpen()) fillConfirm();
  },
  unwell: (response) => { if (saver instanceof Saver) void saver.unwell(response); },
  ended: finished,
  paused: (paused) => {
    paper.hold(paused);
    at("paused").hidden = !paused;
    if (!paused) showFor("resumed", 60);
  },
  extended: (minutes) => {
    const bold = /** @type {HTMLElement} */ (at("extended").querySelector("b"));
    bold.textContent = (words.tExtended ?? "").replace("#", String(minutes));
    showFor("extended", 120);
  },
  up: timeIsUp,
});

let asked = 0;
function timeIsUp() {
  paper.hold(true);
  for (const id of ["near", "offline"]) hide(id);
  if (practice) return handInPractice();
  const over = saver.waiting > 0 ? "over" : "over-saved";
  if (wasOffline && at(over).hidden) {
    show(over);
    window.scrollTo(0, 0);
  }
  asked += 1;
  if (asked % 4 === 1) void clock.ask();
  if (asked > 4 && saver.waiting === 0 && !wasOffline) finished();
}

/** The sitting is over: on to the receipt. Answers that never arrived stay on this computer, and so does the page. */
function finished() {
  if (leaving) return;
  if (saver.waiting > 0) return close("over");
  leaving = true;
  paper.close();
  marks([]);
  void saver.settle().then(() => location.assign("/exam/receipt"));
}

function handInPractice() {
  if (leaving) return;
  leaving = true;
  paper.hold(false);
  form.requestSubmit(/** @type {HTMLButtonElement} */ (at("submit")));
}

/* ---- handing in ---- */

/** @param {Event} event */
function ask(event) {
  event.preventDefault();
  fillConfirm();
  openDialog(at("confirm"), at("go-back"));
  void clock.ask();
}

function fillConfirm() {
  const early = !practice && !clock.mayLeave();
  const title = paper.open > 0 ? (words.tOpen ?? "").replace("#", String(paper.open)) : words.tAll ?? "";
  at("confirm-title").textContent = early ? words.tEarly ?? "" : title;
  if (!practice) {
    at("confirm-text").textContent = early ? words.tEarlyText ?? "" : (words.tText ?? "").replace("#", String(clock.minutes()));
  }
  at("submit").hidden = early;
  const marked = paper.items.map((item, index) => ({ item, index })).filter(({ item }) => paper.marked.has(idOf(item)));
  at("confirm-marked").hidden = marked.length === 0;
  if (at("confirm-marked").querySelector("a:focus")) return;
  const links = marked.slice(0, 12).map(({ index }) => {
    const link = document.createElement("a");
    link.href = `#q${index + 1}`;
    link.textContent = paper.cells[index].dataset.name ?? "";
    link.addEventListener("click", (click) => { click.preventDefault(); closeDialog(false); paper.go(index); });
    return link;
  });
  at("confirm-marked").querySelector("span")?.replaceChildren(...links);
}

/** @param {SubmitEvent} event */
function submit(event) {
  if (event.submitter?.id !== "submit") return event.preventDefault();
  if (practice) return void (leaving = true);
  event.preventDefault();
  void handIn();
}

/** Hands in without leaving the page, so that a network that is down takes nobody to an error page. */
async function handIn() {
  if (leaving) return;
  const button = at("submit");
  button.setAttribute("disabled", "");
  if (saver.waiting > 0) await clock.ask();
  if (saver.waiting > 0 || !(await handedIn())) at("confirm-text").textContent = words.tUnsent ?? "";
  button.removeAttribute("disabled");
}

/** False when the server can't be reached. */
async function handedIn() {
  try {
    const response = await fetch("/api/v1/hall/submit", {
      method: "POST", credentials: "same-origin", headers: { "X-Requested-With": "jiangheng" },
    });
    if (response.ok) finished();
    else if (response.status >= 500) return false;
    else if (saver instanceof Saver) await saver.unwell(response);
    return true;
  } catch {
    offline();
    return false;
  }
}

/* ---- text size ---- */

/** @param {number} size */
function resize(size) {
  document.body.classList.toggle("size-2", size === 2);
  document.body.classList.toggle("size-3", size === 3);
  for (const button of sizes) button.setAttribute("aria-pressed", String(Number(button.dataset.size) === size));
}

const sizes = [...form.querySelectorAll("[data-size]")].map((node) => /** @type {HTMLElement} */ (node));
for (const button of sizes) {
  button.addEventListener("click", () => {
    resize(Number(button.dataset.size));
    remember(`size/${words.admission}`, button.dataset.size ?? "1");
  });
}
const wanted = Number(remembered(`size/${words.admission}`));
if (wanted > 0) resize(wanted);

/** The items marked to be looked at again, as this computer keeps them. @param {string[]} [now] @returns {string[]} */
function marks(now) {
  const key = `jiangheng/marks/${sitting}`;
  try {
    if (now === undefined) return JSON.parse(localStorage.getItem(key) ?? "[]");
    if (now.length > 0) localStorage.setItem(key, JSON.stringify(now));
    else localStorage.removeItem(key);
  } catch { /* then they hold for this page only */ }
  return [];
}

/* ---- start ---- */

document.body.classList.add("js");
for (const node of form.querySelectorAll(".sizes, .keys, #previous, #mark, #next")) /** @type {HTMLElement} */ (node).hidden = false;
// What an item showed is for the form without script, where a page can't say that an answer was taken back.
if (!practice) for (const node of form.querySelectorAll(".item > input[type=hidden]")) node.remove();
for (const id of marks()) if (paper.find(id)) paper.marked.add(id);
paper.items.forEach((item) => item.addEventListener("change", () => chosen(item)));
paper.cells.forEach((cell, index) => cell.addEventListener("click", (event) => { event.preventDefault(); paper.go(index); }));
const mark = () => { paper.toggleMark(); marks([...paper.marked]); };
at("previous").addEventListener("click", () => paper.go(paper.here - 1));
at("next").addEventListener("click", () => paper.go(paper.here + 1));
at("mark").addEventListener("click", mark);
at("hand-in").addEventListener("click", ask);
at("go-back").addEventListener("click", (event) => { event.preventDefault(); closeDialog(); });
dismissBeside(at("confirm"));
listen(paper, { chosen, mark, say: () => clock.say() });
enlargeFigures(form);
form.addEventListener("submit", (event) => submit(/** @type {SubmitEvent} */ (event)));
// What was chosen before this script ran is an answer too.
for (const item of paper.items) if (inputs(item).some((input) => input.checked !== input.defaultChecked)) chosen(item);
void saver.restore((id) => paper.find(id) !== undefined).then(() => {
  for (const { item: id, answer } of saver.queue) {
    const item = paper.find(id);
    if (item) for (const input of inputs(item)) input.checked = answer.includes(input.value);
  }
  paper.draw();
});
if (!practice) {
  // Of two windows with one paper the later one goes on.
  const windows = new BroadcastChannel(`jiangheng/${sitting}`);
  windows.onmessage = () => close("other-window");
  windows.postMessage("opened");
}
window.addEventListener("online", () => void clock.ask());
window.addEventListener("beforeunload", (event) => { if (saver.waiting > 0 && !leaving) event.preventDefault(); });
// A page that comes back from the browser's memory may be long over: the server says what there is.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
const from = Number(location.hash.replace("#q", "")) - 1;
paper.go(from >= 0 && from < paper.items.length ? from : 0, false);
paper.hold(clock.paused);
clock.start();
