// @ts-check
/**
 * Keeps answers until the server has them: first in this computer's storage, then sent, one after the other. The
 * server acknowledges what is durable; what was not acknowledged is sent again until it is.
 */

/** @typedef {{seq: number, item: string, answer: string[], client_time: string}} Save */
/**
 * @typedef {object} Listener
 * @property {() => void} saving an answer is on its way
 * @property {() => void} saved the server has one more
 * @property {(count: number, offline: boolean) => void} pending so many items wait; the next try comes by itself
 * @property {() => void} refused the server will never take this one
 * @property {() => void} elsewhere the sitting goes on at another computer
 * @property {() => void} signedOut the token is known no more
 * @property {() => void} halted the sitting takes no answer now: it has ended, or is paused
 */

export class Saver {
  /** @param {string} key where in the storage @param {number} seq the last number the server knows @param {Listener} tell */
  constructor(key, seq, tell) {
    this.key = key;
    this.seq = seq;
    this.tell = tell;
    /** @type {Save[]} */
    this.queue = [];
    /** @type {string[]} */
    this.marked = [];
    this.sending = false;
    this.stopped = false;
  }

  /** How many answers the server does not have yet. */
  get waiting() {
    return this.queue.length;
  }

  /**
   * What an earlier load of the page left: unacknowledged answers, under fresh numbers, and the marked items.
   * @param {(item: string) => boolean} isOurs @returns {string[]}
   */
  restore(isOurs) {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "{}");
      this.marked = kept.marked ?? [];
      for (const save of kept.queue ?? []) {
        if (isOurs(save.item)) this.queue.push({ ...save, seq: ++this.seq });
      }
    } catch { /* a storage that can't be read has nothing to give back */ }
    return this.marked;
  }

  /** False where this computer's storage takes nothing. @param {string} item @param {string[]} answer */
  add(item, answer) {
    this.queue.push({ seq: ++this.seq, item, answer, client_time: new Date().toISOString() });
    const kept = this.keep();
    void this.send();
    return kept;
  }

  /** @param {string[]} marked */
  mark(marked) {
    this.marked = marked;
    this.keep();
  }

  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ queue: this.queue, marked: this.marked }));
      return true;
    } catch {
      return false;
    }
  }

  stop() {
    this.stopped = true;
  }

  forget() {
    this.stop();
    try { localStorage.removeItem(this.key); } catch { /* nothing to clear */ }
  }

  async send() {
    if (this.sending || this.stopped) return;
    this.sending = true;
    let wait = 2000;
    while (this.queue.length > 0 && !this.stopped) {
      this.tell.saving();
      const next = this.queue[0];
      const answer = await this.post(next);
      if (this.stopped) break;
      if (answer.done || answer.refused) {
        this.queue = this.queue.filter((save) => save.seq !== next.seq);
        this.keep();
        wait = 2000;
        if (answer.done) this.tell.saved();
        else this.tell.refused();
      } else {
        this.tell.pending(new Set(this.queue.map((save) => save.item)).size, Boolean(answer.offline));
        await new Promise((resolve) => setTimeout(resolve, answer.after ?? wait));
        wait = Math.min(wait * 2, 15000);
      }
    }
    this.sending = false;
  }

  /** @param {Save} save @returns {Promise<{done?: boolean, refused?: boolean, offline?: boolean, after?: number}>} */
  async post(save) {
    try {
      const response = await fetch("/api/v1/hall/responses", {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-Requested-With": "jiangheng" },
        body: JSON.stringify(save),
      });
      return response.ok ? { done: true } : await this.unwell(response);
    } catch {
      return { offline: true };
    }
  }

  /** @param {Response} response @returns {Promise<{refused?: boolean, after?: number}>} */
  async unwell(response) {
    if (response.status >= 500 || response.status === 429) {
      return { after: Math.max(2, Number(response.headers.get("Retry-After")) || 2) * 1000 };
    }
    const code = String((await response.json().catch(() => ({}))).code ?? "");
    if (code === "elsewhere") this.tell.elsewhere();
    else if (response.status === 401) this.tell.signedOut();
    else if (/^(sitting-time-up|sitting-handed-in|sitting-state|session-over|session-not-open)$/.test(code)) {
      this.tell.halted();
      return { after: 5000 };
    }
    else if (code.startsWith("sequence-")) await this.renumber();
    else return { refused: true };
    return { after: 200 };
  }

  /** Another page of the same sitting has used our numbers: go on after the server's last one. */
  async renumber() {
    const response = await fetch("/api/v1/hall/clock", { credentials: "same-origin" });
    this.seq = Number((await response.json()).last_seq) || this.seq;
    for (const save of this.queue) save.seq = ++this.seq;
    this.keep();
  }
}
