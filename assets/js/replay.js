// @ts-check
/** Derives a draw again in the reader's own browser, from the published evidence or from a file of the reader's. */

import { Refused, replayAny } from "./draw/index.js";
import { filled, verdict as show } from "./verdict.js";

const place = document.getElementById("replay");
if (place) start(place);

/** @param {HTMLElement} place */
function start(place) {
  const words = place.dataset;
  const button = /** @type {HTMLButtonElement} */ (document.getElementById("replay-published"));
  const chooser = /** @type {HTMLInputElement} */ (document.getElementById("replay-file"));
  const progress = /** @type {HTMLElement} */ (document.getElementById("replay-progress"));
  const bar = /** @type {HTMLProgressElement} */ (progress.querySelector("progress"));
  const line = /** @type {HTMLElement} */ (document.getElementById("replay-words"));
  const verdict = /** @type {HTMLElement} */ (document.getElementById("replay-verdict"));
  /** The latest run; an earlier one stops. @type {AbortController | null} */
  let running = null;

  if (words.evidence) {
    button.hidden = false;
    button.addEventListener("click", () => void run(async () => {
      const answer = await fetch(words.evidence ?? "");
      if (!answer.ok) throw new TypeError(`status ${answer.status}`);
      return answer.arrayBuffer();
    }));
  }
  chooser.addEventListener("change", () => {
    const [file] = chooser.files ?? [];
    if (file) void run(() => file.arrayBuffer());
  });

  /** @param {() => Promise<ArrayBuffer>} load */
  async function run(load) {
    running?.abort();
    const mine = running = new AbortController();
    verdict.replaceChildren();
    progress.hidden = false;
    line.textContent = words.loading ?? "";
    bar.removeAttribute("value");
    const told = await outcome(load, mine.signal);
    if (mine.signal.aborted) return;
    progress.hidden = true;
    show(verdict, ...told);
  }

  /**
   * @param {() => Promise<ArrayBuffer>} load @param {AbortSignal} signal
   * @returns {Promise<["ok" | "warn" | "stop", string | undefined, string]>} tone, title, text
   */
  async function outcome(load, signal) {
    let bytes;
    try {
      bytes = new Uint8Array(await load());
    } catch {
      return ["warn", words.unreachable, ""];
    }
    try {
      const done = await replayAny(bytes, { signal, onProgress: tell });
      if (done.kind === "cancelled") return ["ok", words.cancelled, words.cancelledText ?? ""];
      if (done.manifestHash !== words.manifest) return ["stop", words.other, filled(words.otherText, { given: done.manifestHash })];
      if (words.root && done.papersRoot !== words.root) return ["stop", words.other, filled(words.otherText, { given: done.papersRoot })];
      const text = filled(words.goodText, { papers: String(done.papers.length), draws: String(done.draws.length) });
      return ["ok", words.good, done.publiclyRandom ? text : `${text} ${words.demo}`];
    } catch (error) {
      if (error instanceof Refused) return ["stop", words.bad, filled(words.badText, { code: error.code, place: error.path || (words.whole ?? "") })];
      return ["warn", words.cannot, ""];
    }
  }

  /** @param {number} done @param {number} all */
  function tell(done, all) {
    bar.max = all;
    bar.value = done;
    line.textContent = filled(words.working, { done: String(done), all: String(all) });
  }
}
