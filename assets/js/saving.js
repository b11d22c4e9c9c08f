// @ts-check
/**
 * Keeps answers until the server has them: first in this browser's journal, then sent, in their order. The server
 * acknowledges what is durable; what was not acknowledged is sent again until it is.
 */

import { Journal } from "./journal.js";

/** @typedef {import("./journal.js").Entry} Entry */
/**
 * @typedef {object} Listener
 * @property {() => void} saving an answer is on its way
 * @property {() => void} saved the server has more
 * @property {(count: number, offline: boolean) => void} pending so many items wait; the next try comes by itself
 * @property {() => void} refused the server will never take this one
 * @property {() => void} unkept this computer keeps nothing
 * @property {() => void} elsewhere the sitting goes on at another computer
 * @property {() => void} signedOut the token is known no more
 * @property {() => void} halted the sitting takes no answer now: it has ended, or is paused
 */

/** How many answers go in one call, at most. */
const TOGETHER = 50;

export class Saver {
  /** @param {string} key whose answers these are @param {number} seq the last number the server knows @param {Listener} tell */
  constructor(key, seq, tell) {
    this.key = key;
    this.seq = seq;
    this.tell = tell;
    this.journal = new Journal(key);
    /** @type {Entry[]} */
    this.queue = [];
    this.together = TOGETHER;
    this.sending = false;
    this.stopped = false;
    /** Nothing is sent before what an earlier load left stands in its place. */
    this.restored = false;
    /** The last entries that were given to the journal, and that were taken out. @type {Promise<unknown>} */
    this.kept = Promise.resolve();
    /** @type {Promise<unknown>} */
    this.dropped = Promise.resolve();
  }

  /** How many answers the server does not have yet. */
  get waiting() {
    return this.queue.length;
  }

  /** What an earlier load of the page left unacknowledged, under fresh numbers. @param {(item: string) => boolean} isOurs */
  async restore(isOurs) {
    const left = (await this.journal.all().catch(() => [])).filter((entry) => isOurs(entry.item));
    // What was chosen while the journal was being read is newer.
    this.queue = [...left, ...this.queue];
    for (const entry of this.queue) entry.seq = ++this.seq;
    for (const entry of this.queue) this.keep(entry);
    this.restored = true;
    void this.send();
  }

  /** @param {string} item @param {string[]} answer */
  add(item, answer) {
    const entry = { sitting: this.key, seq: ++this.seq, item, answer, client_time: new Date().toISOString() };
    this.queue.push(entry);
    this.keep(entry);
    void this.send();
  }

  /** @param {Entry} entry */
  keep(entry) {
    this.kept = this.kept.then(() => this.journal.keep(entry)).catch(() => this.tell.unkept());
  }

  stop() {
    this.stopped = true;
  }

  /** Waits until what the server has acknowledged is out of the journal too. */
  async settle() {
    this.stop();
    await this.dropped;
  }

  async send() {
    if (this.sending || this.stopped || !this.restored) return;
    this.sending = true;
    let wait = 2000;
    while (this.queue.length > 0 && !this.stopped) {
      this.tell.saving();
      await this.kept;
      const some = this.queue.slice(0, this.together);
      const answer = await this.post(some);
      if (this.stopped) break;
      if (answer.refused && some.length > 1) {
        // One of them: which, is seen one by one.
        this.together = 1;
      } else if (answer.refused) {
        // It stays in the journal, for people: only an acknowledgement takes an answer out of it.
        this.queue = this.queue.filter((entry) => !some.includes(entry));
        this.tell.refused();
      } else if (answer.done) {
        const gone = some.filter((entry) => answer.done?.has(entry.seq));
        this.queue = this.queue.filter((entry) => !gone.includes(entry));
        this.dropped = Promise.all(gone.map((entry) => this.journal.drop(entry).catch(() => {})));
        await this.dropped;
        wait = 2000;
        this.tell.saved();
      } else {
        this.tell.pending(new Set(this.queue.map((entry) => entry.item)).size, Boolean(answer.offline));
        await new Promise((resolve) => setTimeout(resolve, answer.after ?? wait));
        wait = Math.min(wait * 2, 15000);
      }
    }
    if (this.queue.length === 0) this.together = TOGETHER;
    this.sending = false;
  }

  /** @param {Entry[]} entries @returns {Promise<{done?: Set<number>, refused?: boolean, offline?: boolean, after?: number}>} */
  async post(entries) {
    try {
      const response = await fetch("/api/v1/hall/responses", {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-Requested-With": "jiangheng" },
        body: JSON.stringify(entries.map(({ seq, item, answer, client_time }) => ({ seq, item, answer, client_time }))),
      });
      if (!response.ok) return await this.unwell(response);
      /** @type {{seq: number}[]} */
      const acknowledged = await response.json();
      return { done: new Set(acknowledged.map((one) => one.seq)) };
    } catch {
      return { offline: true };
    }
  }

  /**
   * What is not well: only our own server's word that the answer itself is wrong is a refusal. Whatever else came may be a
   * proxy's, or pass: it is sent again.
   * @param {Response} response @returns {Promise<{refused?: boolean, after?: number}>}
   */
  async unwell(response) {
    if (response.status >= 500 || response.status === 429) {
      return { after: Math.max(2, Number(response.headers.get("Retry-After")) || 2) * 1000 };
    }
    const problem = await response.json().catch(() => ({}));
    const field = String(problem.fields?.[0]?.code ?? "");
    const code = String(problem.code ?? "");
    if (code === "elsewhere") this.tell.elsewhere();
    else if (response.status === 401) this.tell.signedOut();
    else if (/^(sitting-time-up|sitting-handed-in|sitting-state|session-over|session-not-open)$/.test(code)) {
      this.tell.halted();
      return { after: 5000 };
    }
    else if (field.startsWith("sequence-")) await this.renumber();
    else return response.status === 422 && code === "invalid" ? { refused: true } : {};
    return { after: 200 };
  }

  /** Another page of the same sitting has used our numbers: go on after the server's last one. */
  async renumber() {
    const response = await fetch("/api/v1/hall/clock", { credentials: "same-origin" });
    this.seq = Number((await response.json()).last_seq) || this.seq;
    for (const entry of this.queue) {
      entry.seq = ++this.seq;
      this.keep(entry);
    }
  }
}
