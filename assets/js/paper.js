// @ts-check
/** The paper on the page: its items one at a time, the answer card beside them, and the marks. */

/** @param {string} id */
export const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {HTMLElement} item */
export const inputs = (item) =>
  [...item.querySelectorAll("input[type=radio], input[type=checkbox]")].map((node) => /** @type {HTMLInputElement} */ (node));
/** @param {HTMLElement} item */
export const answerOf = (item) => inputs(item).filter((input) => input.checked).map((input) => input.value);
/** @param {HTMLElement} item */
export const idOf = (item) => item.dataset.item ?? "";

export class Paper {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.words = form.dataset;
    this.items = [...form.querySelectorAll(".item")].map((node) => /** @type {HTMLFieldSetElement} */ (node));
    this.cells = [...form.querySelectorAll(".panel .part .cells a")].map((node) => /** @type {HTMLElement} */ (node));
    this.here = 0;
    this.closed = false;
    this.still = false;
    /** @type {Set<string>} */
    this.marked = new Set();
  }

  /** @returns {HTMLFieldSetElement} */
  get item() {
    return this.items[this.here];
  }

  /** How many items have no answer. */
  get open() {
    return this.items.filter((item) => answerOf(item).length === 0).length;
  }

  /** @param {string} id */
  find(id) {
    return this.items.find((item) => idOf(item) === id);
  }

  /** Shows another item. @param {number} to @param {boolean} [focus] */
  go(to, focus = true) {
    if (to < 0 || to >= this.items.length) return;
    this.item.classList.remove("here");
    this.here = to;
    this.item.classList.add("here");
    const part = this.cells[to].closest("details");
    if (part) part.open = true;
    if (focus) {
      window.scrollTo(0, 0);
      this.item.focus({ preventScroll: true });
    }
    this.draw();
  }

  /** Lets no answer be changed any more, or again. @param {boolean} still */
  hold(still) {
    this.still = still;
    for (const item of this.items) item.disabled = still || this.closed;
  }

  /** For good. */
  close() {
    this.closed = true;
    this.hold(true);
    this.draw();
  }

  toggleMark() {
    const id = idOf(this.item);
    if (!this.marked.delete(id)) this.marked.add(id);
    this.draw();
  }

  draw() {
    let answered = 0;
    this.items.forEach((item, index) => {
      const did = answerOf(item).length > 0;
      if (did) answered += 1;
      this.drawCell(this.cells[index], did, this.marked.has(idOf(item)), index === this.here);
    });
    for (const part of document.querySelectorAll(".part")) {
      const count = part.querySelector(".part-did");
      if (count) count.textContent = String(part.querySelectorAll(".cells .did").length);
    }
    at("answered").textContent = String(answered);
    at("open").textContent = String(this.items.length - answered);
    at("marked").textContent = String(this.marked.size);
    at("mark").setAttribute("aria-pressed", String(this.marked.has(idOf(this.item))));
    at("mark").toggleAttribute("disabled", this.closed);
    at("previous").toggleAttribute("disabled", this.here === 0 || this.closed);
    at("next").toggleAttribute("disabled", this.here === this.items.length - 1 || this.closed);
    const letters = [...this.item.querySelectorAll(".option i")].map((node) => node.textContent ?? "");
    at("last-letter").textContent = /[A-F]/.test(letters[letters.length - 1] ?? "") ? letters[letters.length - 1] : "ABCDEF"[letters.length - 1] ?? "F";
  }

  /** @param {HTMLElement} cell @param {boolean} did @param {boolean} flag @param {boolean} here */
  drawCell(cell, did, flag, here) {
    const { tDid = "", tNot = "", tFlag = "", tHere = "" } = this.words;
    cell.className = [did ? "did" : "", flag ? "flag" : "", here ? "here" : ""].filter(Boolean).join(" ");
    cell.setAttribute("aria-label", `${cell.dataset.name}${did ? tDid : tNot}${flag ? tFlag : ""}${here ? tHere : ""}`);
    if (here) cell.setAttribute("aria-current", "true");
    else cell.removeAttribute("aria-current");
  }
}
