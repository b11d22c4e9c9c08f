// @ts-check
/**
 * What an exam page keeps in this browser's own database until the server has it. It outlives a reload, a crash and a
 * closed browser; an entry goes when the server has acknowledged it, and not before.
 */

/** @typedef {{id?: number, sitting: string, seq: number, item: string, answer: string[], client_time: string}} Entry */

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** How long opening may take, in milliseconds: a database that never answers must hold no answer back. */
const PATIENCE = 3000;

export class Journal {
  /** @param {string} sitting whose entries these are: others' stay untouched */
  constructor(sitting) {
    this.sitting = sitting;
    /** Where this browser keeps nothing, it rejects: each caller goes on without. @type {Promise<IDBDatabase>} */
    this.database = new Promise((resolve, reject) => {
      setTimeout(reject, PATIENCE, new Error("the database does not open"));
      const request = indexedDB.open("jiangheng", 1);
      request.onupgradeneeded = () =>
        request.result.createObjectStore("answers", { keyPath: "id", autoIncrement: true }).createIndex("sitting", "sitting");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    this.database.catch(() => {});
  }

  /** What is still kept, in the order in which it was given. @returns {Promise<Entry[]>} */
  async all() {
    const answers = (await this.database).transaction("answers").objectStore("answers");
    return done(answers.index("sitting").getAll(this.sitting));
  }

  /** Keeps an entry: it is on the disk when this resolves. @param {Entry} entry */
  async keep(entry) {
    entry.id = await this.write((answers) => answers.put(entry));
  }

  /** Lets one go. @param {Entry} entry */
  async drop(entry) {
    if (entry.id !== undefined) await this.write((answers) => answers.delete(/** @type {number} */ (entry.id)));
  }

  /**
   * @template T @param {(answers: IDBObjectStore) => IDBRequest<T>} work @returns {Promise<any>}
   */
  async write(work) {
    const transaction = (await this.database).transaction("answers", "readwrite", { durability: "strict" });
    const request = work(transaction.objectStore("answers"));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }
}
