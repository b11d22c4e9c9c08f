// @ts-check
/** A practice paper keeps nothing and sends nothing: it has the Saver's manners, and no more. */

export class NotSaver {
  constructor() {
    /** @type {import("./saving.js").Save[]} */
    this.queue = [];
    this.waiting = 0;
  }

  /** @returns {string[]} */
  restore() { return []; }
  add() { return true; }
  mark() {}
  stop() {}
  forget() {}
  async send() {}
}
