// @ts-check
/**
 * Keeps what an examiner types until the server has it: first in this tablet's storage, then as the draft that every
 * tablet of the same examiner opens. What was not acknowledged is sent again until it is.
 */

/**
 * @typedef {object} Listener
 * @property {() => void} saving something is on its way
 * @property {(at: string) => void} saved the server has everything, since this instant
 * @property {(fields: string[], offline: boolean) => void} pending these fields wait; the next try comes by itself
 * @property {() => void} signed the sheet is signed already
 * @property {() => void} signedOut the session is over
 * @property {() => void} closed marks are taken no more
 * @property {() => void} refused the server will never take this
 */

/** After a change this long nothing is sent: the next one often follows at once. */
const PAUSE = 600;

export class Drafts {
  /** @param {string} key where in the storage @param {string} address where drafts go @param {Listener} tell */
  constructor(key, address, tell) {
    this.key = key;
    this.address = address;
    this.tell = tell;
    /** @type {Map<string, string>} what the server does not have yet, by field */
    this.unsent = new Map();
    this.sending = false;
    this.stopped = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {((value?: unknown) => void) | undefined} ends the wait between two tries */
    this.wake = undefined;
  }

  /** The fields that the server does not have yet. */
  get waiting() {
    return [...this.unsent.keys()];
  }

  /** What an earlier load of the page could not send. @returns {Map<string, string>} */
  restore() {
    try {
      const found = JSON.parse(localStorage.getItem(this.key) ?? "{}");
      for (const [name, value] of Object.entries(found.unsent ?? {})) this.unsent.set(name, String(value));
    } catch { /* a storage that can't be read has nothing to give back */ }
    return new Map(this.unsent);
  }

  /** @param {string} name @param {string} value */
  put(name, value) {
    if (this.stopped) return;
    this.unsent.set(name, value);
    this.keep();
    this.tell.saving();
    this.sendSoon();
  }

  keep() {
    try {
      if (this.unsent.size === 0) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify({ unsent: Object.fromEntries(this.unsent) }));
    } catch { /* then the server alone has it, as soon as it can be reached */ }
  }

  /** The sheet is over: this tablet forgets it. */
  forget() {
    this.stopped = true;
    this.unsent.clear();
    this.keep();
  }

  sendSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), PAUSE);
  }

  async send() {
    clearTimeout(this.timer);
    if (this.sending || this.stopped) return;
    this.sending = true;
    let wait = 2000;
    while (this.unsent.size > 0 && !this.stopped) {
      const batch = new Map(this.unsent);
      const answer = await this.post(batch);
      if (answer.savedAt !== undefined) {
        // What was typed meanwhile waits for the next turn.
        for (const [name, value] of batch) if (this.unsent.get(name) === value) this.unsent.delete(name);
        this.keep();
        wait = 2000;
        if (this.unsent.size === 0) this.tell.saved(answer.savedAt);
      } else if (answer.after !== undefined) {
        this.tell.pending(this.waiting, answer.offline === true);
        const pause = Math.max(answer.after, wait);
        await new Promise((resolve) => { this.wake = resolve; setTimeout(resolve, pause); });
        wait = Math.min(wait * 2, 15000);
      } else {
        break;
      }
    }
    this.sending = false;
  }

  /** The network is said to be back: try at once. */
  retry() {
    this.wake?.();
    void this.send();
  }

  /** @param {Map<string, string>} batch @returns {Promise<{savedAt?: string, after?: number, offline?: boolean}>} */
  async post(batch) {
    try {
      const response = await fetch(this.address, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-Requested-With": "jiangheng" },
        body: JSON.stringify({ fields: Object.fromEntries(batch) }),
      });
      if (response.ok) return { savedAt: String((await response.json()).saved_at) };
      return await this.unwell(response);
    } catch {
      return { after: 0, offline: true };
    }
  }

  /** @param {Response} response @returns {Promise<{after?: number}>} */
  async unwell(response) {
    if (response.status >= 500 || response.status === 429) {
      return { after: (Number(response.headers.get("Retry-After")) || 2) * 1000 };
    }
    const code = String((await response.json().catch(() => ({}))).code ?? "");
    if (code === "sheet-signed") {
      this.forget();
      this.tell.signed();
    } else if (response.status === 401) {
      this.tell.signedOut();
      this.tell.pending(this.waiting, false);
    } else if (/^(marking-|candidate-absent|not-on-panel|not-drawn|left-panel|line-marked|recused)/.test(code)) {
      this.stopped = true;
      this.tell.closed();
    } else {
      this.tell.refused();
    }
    return {};
  }
}
