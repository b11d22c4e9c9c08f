// @ts-check
/**
 * The board, live: the server says each second what has changed, in the reader's words. Keys: arrows from seat to seat, N
 * to the next that needs somebody, / to look for a seat. Without script the page is as of when it was fetched.
 */

const board = /** @type {HTMLElement} */ (document.getElementById("main"));
const words = board.dataset;
const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @typedef {{sitting: number, number: number, name: string, word: string, class: string, answered: number | null, items: number}} Seat */
/** @typedef {{now: string, minutes_left: number, here: string, tally: {count: number, word: string, class: string}[], todo: {who: string, text: string, href: string}[], seats: Seat[]}} Told */

/** @param {string} name @param {string} [text] @param {string} [className] */
function made(name, text = "", className = "") {
  const node = document.createElement(name);
  node.textContent = text;
  if (className) node.className = className;
  return node;
}

/** @param {Seat} seat */
function showSeat(seat) {
  const cell = document.getElementById(`s${seat.sitting}`);
  if (!cell) return location.reload();
  const chosen = cell.classList.contains("sel") ? " sel" : "";
  cell.className = `seat ${seat.class}${chosen}`;
  const [number, name, word] = ["span", "b", "em"].map((part) => /** @type {HTMLElement} */ (cell.querySelector(part)));
  // Somebody sits elsewhere now: the room is drawn anew.
  if (number.textContent !== String(seat.number)) return location.reload();
  name.textContent = seat.name;
  word.textContent = seat.word;
  let bar = cell.querySelector("progress");
  if (seat.answered === null) return bar?.remove();
  if (!bar) {
    bar = document.createElement("progress");
    bar.setAttribute("aria-hidden", "true");
    cell.append(bar);
  }
  bar.max = seat.items;
  bar.value = seat.answered;
}

let todoShown = "";
/** @param {Told} told */
function show(told) {
  at("now").textContent = told.now;
  at("left").textContent = String(told.minutes_left);
  at("here").textContent = told.here;
  at("cut").hidden = true;
  told.seats.forEach(showSeat);
  at("tally").replaceChildren(...told.tally.map((one) => {
    const line = made("li", "", one.class);
    line.append(made("b", String(one.count)), one.word);
    return line;
  }));
  // Said again only when it has changed, so that nobody who listens hears it every second.
  const todo = JSON.stringify(told.todo);
  if (todo === todoShown) return;
  todoShown = todo;
  at("todo-count").textContent = String(told.todo.length);
  at("todo-count").className = told.todo.length > 0 ? "chip warn" : "chip";
  const look = board.querySelector("#todo a")?.textContent ?? words.tLook ?? "›";
  const lines = told.todo.map((one) => {
    const [line, link] = [made("li"), /** @type {HTMLAnchorElement} */ (made("a", look))];
    link.href = one.href;
    line.append(link, made("b", one.who), document.createElement("br"), one.text);
    return line;
  });
  at("todo").replaceChildren(...(lines.length > 0 ? lines : [made("li", words.tNone)]));
}

/** @param {string} text */
function say(text) {
  at("cut").textContent = text;
  at("cut").hidden = false;
}

const source = new EventSource(words.live ?? "");
for (const name of ["board", "seats"]) source.addEventListener(name, (event) => show(JSON.parse(/** @type {MessageEvent} */ (event).data)));
source.addEventListener("over", () => { source.close(); say(words.tOver ?? ""); });
source.addEventListener("error", () => say((words.tCut ?? "").replace("#", at("now").textContent ?? "")));

/** Seats as they stand on the screen, by file. */
const files = [...board.querySelectorAll(".file")].map((file) => [...file.querySelectorAll("a")]);

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.altKey || event.metaKey || target.matches("input, textarea, select")) return;
  if (event.key === "/") {
    event.preventDefault();
    return at("find").focus();
  }
  if (event.key.toUpperCase() === "N") return /** @type {HTMLElement | null} */ (board.querySelector("#todo a"))?.focus();
  const file = files.findIndex((seats) => seats.some((seat) => seat === target));
  if (file < 0 || !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  const place = files[file].findIndex((seat) => seat === target);
  const upwards = file % 2 === 1;
  const down = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const right = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  const next = files[file + right];
  if (!next) return;
  const row = (upwards ? files[file].length - 1 - place : place) + down;
  const there = right !== 0 && (file + right) % 2 === 1 ? next.length - 1 - row : right !== 0 ? row : place + (upwards ? -down : down);
  next[there]?.focus();
});
