// @ts-check
/** The exam's clock: the server's time, what is left of it, and what an invigilator changes in it. */

import { at } from "./paper.js";

/**
 * @typedef {object} Events
 * @property {() => void} offline the server can't be reached
 * @property {() => void} online it can
 * @property {(response: Response) => void} unwell it answers, but not with the time
 * @property {() => void} ended the sitting is over, says the server
 * @property {(paused: boolean) => void} paused an invigilator stopped the time, or let it run again
 * @property {(minutes: number) => void} extended so many more minutes
 * @property {() => void} up nothing is left
 */

/** When the time left is said, in minutes. */
const SAID_AT = [30, 10, 5, 1];
const NEAR = 10 * 60000;
const pad = (/** @type {number} */ n) => String(n).padStart(2, "0");

export class Clock {
  /** @param {DOMStringMap} words of the form @param {Events} tell */
  constructor(words, tell) {
    this.words = words;
    this.tell = tell;
    this.practice = words.practice === "yes";
    /** Server's clock minus ours, in milliseconds. */
    this.drift = Date.parse(words.now ?? "") - Date.now() || 0;
    this.endsAt = Date.parse(words.ends ?? "");
    this.leaveAt = Date.parse(words.leave ?? "") || 0;
    this.paused = words.paused === "yes";
    /** What was left when the time was stopped, in milliseconds. */
    this.frozen = this.paused ? Number(at("timer").querySelector("b")?.textContent) * 60000 : 0;
    /** @type {Set<number>} */
    this.said = new Set();
    this.stopped = false;
    this.asking = false;
    this.askAt = 0;
  }

  now() {
    return Date.now() + this.drift;
  }

  /** Milliseconds left. */
  left() {
    return Math.max(0, this.paused ? this.frozen : this.endsAt - this.now());
  }

  minutes() {
    return Math.ceil(this.left() / 60000);
  }

  /** Whether it may be handed in already (E4). */
  mayLeave() {
    return this.now() >= this.leaveAt;
  }

  stop() {
    this.stopped = true;
  }

  start() {
    this.tick();
    setInterval(() => this.tick(), 1000);
  }

  /** Asks the server what the time is, and what has changed. */
  async ask() {
    if (this.stopped || this.practice || this.asking) return;
    this.asking = true;
    this.askAt = Date.now() + 20000;
    try {
      const response = await fetch("/api/v1/hall/clock", { credentials: "same-origin", headers: { "X-Requested-With": "jiangheng" } });
      if (response.ok) this.take(await response.json());
      else this.tell.unwell(response);
    } catch {
      this.tell.offline();
    } finally {
      this.asking = false;
    }
  }

  /** @param {{now: string, ends_at: string, remaining_seconds: number, state: string}} told */
  take(told) {
    this.drift = Date.parse(told.now) - Date.now() || this.drift;
    if (/^(submitted|scored|voided|absent)$/.test(told.state)) return this.tell.ended();
    const paused = told.state === "paused";
    const more = (Date.parse(told.ends_at) || this.endsAt) - this.endsAt;
    const [resumed, stopped] = [this.paused && !paused, !this.paused && paused];
    this.endsAt += more;
    this.paused = paused;
    if (paused) this.frozen = told.remaining_seconds * 1000;
    if (resumed || stopped) this.tell.paused(paused);
    // After a pause the end moves by itself; any other later end was given.
    if (more >= 60000 && !resumed) this.tell.extended(Math.round(more / 60000));
    this.tell.online();
    this.draw();
  }

  tick() {
    if (this.stopped) return;
    this.draw();
    if (this.left() === 0 && !this.paused) this.tell.up();
    if (Date.now() >= this.askAt) void this.ask();
  }

  draw() {
    const [left, minutes] = [this.left(), this.minutes()];
    const near = left <= NEAR && !this.paused;
    const last = left < 5 * 60000;
    const timer = at("timer");
    timer.classList.toggle("near", near);
    const [number, unit] = ["b", "span"].map((name) => /** @type {HTMLElement} */ (timer.querySelector(name)));
    const text = last ? `${Math.floor(left / 60000)}:${pad(Math.floor(left / 1000) % 60)}` : String(minutes);
    if (number.textContent !== text) number.textContent = text;
    unit.hidden = last;
    this.drawNear(near && left > 0 && !(this.practice && minutes > 1), minutes);
    if (SAID_AT.includes(minutes) && !this.said.has(minutes) && !this.paused) {
      this.said.add(minutes);
      this.say();
    }
  }

  /** @param {boolean} shown @param {number} minutes */
  drawNear(shown, minutes) {
    at("near").hidden = !shown;
    const words = this.leftWords(minutes);
    const bold = /** @type {HTMLElement} */ (at("near").querySelector("b"));
    if (bold.textContent !== words) bold.textContent = words;
  }

  /** @param {number} minutes */
  leftWords(minutes) {
    return (this.words.tLeft ?? "").replace("#", String(minutes));
  }

  /** Says what is left, to who listens. */
  say() {
    at("say").textContent = this.leftWords(this.minutes());
  }
}
