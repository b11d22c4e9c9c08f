// @ts-check
/** The list of candidates: what this tablet kept of a sheet that is over is forgotten, now that the server says so. */

const table = /** @type {HTMLElement | null} */ (document.querySelector(".to-mark"));
for (const row of table?.querySelectorAll("tr[data-over]") ?? []) {
  const key = `jiangheng/practical/${table?.dataset.account}/${/** @type {HTMLElement} */ (row).dataset.registration}`;
  try { localStorage.removeItem(key); } catch { /* then there is nothing to forget */ }
}
