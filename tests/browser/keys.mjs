// @ts-check
// What a candidate who has learned everything knows: the sample bank's right answers, by stem.

import { readFileSync } from 'node:fs';

const bank = new URL('../../question_banks/6-31-01-03-5/bank.csv', import.meta.url);

/**
 * The rows of a CSV file (RFC 4180), each a list of cells.
 * @param {string} text
 */
function rows(text) {
  /** @type {string[][]} */
  const found = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    found[found.length - 1].push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') found.push([]);
  }
  return found.filter((row) => row.length > 1);
}

/**
 * Stem → the texts of its right options; 正确 or 错误 for a true/false item.
 * @returns {Map<string, string[]>}
 */
export function rightAnswers() {
  const [head, ...items] = rows(readFileSync(bank, 'utf8'));
  const column = (/** @type {string} */ name) => head.indexOf(name);
  return new Map(items.map((row) => {
    const key = row[column('答案')];
    const right = ['正确', '错误'].includes(key) ? [key] : [...key].map((letter) => row[column(`选项${letter}`)]);
    return [row[column('题干')], right];
  }));
}
