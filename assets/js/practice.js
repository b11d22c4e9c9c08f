// @ts-check
/** A practice paper keeps nothing and sends nothing: it has the Saver's manners, and no more. */

export class NotSaver {
  constructor() {
    /** @type {import("./journal.js").Entry[]} */
    this.queue = [];
    this.waiting = 0;
  }

  async restore() {}
  add() {}
  stop() {}
  async settle() {}
  async send() {}
}
