// @ts-check
/**
 * What a criterion keeps, as `src/domain/practical.rs` computes it: whole hundredths, never fractions of a mark.
 */

/** @typedef {{star: boolean, full: number, deducts: number[]}} Criterion full marks and what each fault takes, in hundredths */
/** @typedef {{done: boolean | null, counts: (number | null)[]}} Entry null where it is open; a count for each fault */

/** The most often that a fault can be counted. */
export const MOST = 1000;

/** The count that a field says, or null while it says none. @param {string} text @returns {number | null} */
export function countOf(text) {
  const typed = text.trim();
  if (!/^[0-9]{1,4}$/.test(typed)) return null;
  const count = Number(typed);
  return count <= MOST ? count : null;
}

/** What the faults counted so far take, at most all of it. @param {Criterion} criterion @param {Entry} entry */
export function lost(criterion, entry) {
  let sum = 0;
  criterion.deducts.forEach((deduct, index) => { sum += deduct * (entry.counts[index] ?? 0); });
  return Math.min(sum, criterion.full);
}

/** What is kept, or null while something is open. @param {Criterion} criterion @param {Entry} entry @returns {number | null} */
export function kept(criterion, entry) {
  if (criterion.star && entry.done === null) return null;
  if (criterion.deducts.some((_, index) => entry.counts[index] == null)) return null;
  return entry.done === false ? 0 : criterion.full - lost(criterion, entry);
}

/** `86.50` of 8650 hundredths. @param {number} hundredths */
export function shown(hundredths) {
  const rest = hundredths % 100;
  return `${(hundredths - rest) / 100}.${String(rest).padStart(2, "0")}`;
}
