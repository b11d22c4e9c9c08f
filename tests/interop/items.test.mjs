// @ts-check
// The sample bank in every item format, read by code that shares nothing with ours: Python's zip, XML and CSV readers, lxml,
// qti_convert (2.x to 3.0 and back) and gift-pegjs.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'node:test';
import {parse} from 'gift-pegjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'target/debug/jiangheng');
const python = process.env.JIANGHENG_TEST_PYTHON ?? 'python3';
const bank = join(root, 'question_banks/6-31-01-03-5/bank.csv');
const folder = mkdtempSync(join(tmpdir(), 'jiangheng-items-'));
const at = name => join(folder, name);
const most = {maxBuffer: 1 << 28};

test.after(() => rmSync(folder, {recursive: true}));

/** Converts a bank, and answers the report. */
function convert(from, to, ...more) {
  return JSON.parse(execFileSync(program, ['bank', 'convert', from, '--out', to, '--json', ...more], most).toString());
}

for(const version of ['qti21', 'qti22', 'qti30']) {
  convert(bank, at(`${version}.zip`), '--format', version);
}
convert(bank, at('moodle.xml'));
const gift = convert(bank, at('bank.gift'), '--leave-out');
const files = ['qti21.zip', 'qti22.zip', 'qti30.zip', 'moodle.xml', 'up.zip', 'down.zip'].map(at);
const found = JSON.parse(execFileSync(python, [join(root, 'tests/interop/items.py'), bank, ...files], most).toString());
const codes = Object.keys(found.csv);

test('other readers find every item of the bank in each package, to the last character', () => {
  assert.ok(codes.length > 150);
  for(const format of ['qti21', 'qti22', 'qti30', 'moodle']) {
    assert.deepEqual(Object.keys(found[format]).length, codes.length, format);
    for(const code of codes) {
      assert.deepEqual(found[format][code], found.csv[code], `${format} ${code}`);
    }
  }
});

test('a package that another converter made of ours reads as the same bank', () => {
  assert.deepEqual(found.warnings, []);
  for(const name of ['up', 'down']) {
    const report = convert(at(`${name}.zip`), at(`${name}/bank.csv`), '--force');
    assert.deepEqual([report.refused, report.count, report.faults], [0, codes.length, []], name);
    const own = readFileSync(at(`${name}/bank.csv`), 'utf8');
    convert(bank, at(`${name}/own.csv`), '--force');
    assert.equal(own, readFileSync(at(`${name}/own.csv`), 'utf8'), name);
  }
});

test('gift-pegjs agrees on every question', () => {
  const questions = parse(readFileSync(at('bank.gift'), 'utf8')).filter(one => one.type !== 'Category');
  assert.equal(questions.length, codes.length - gift.left_out.length);
  const once = text => text.replace(/[\n\r]/g, ' ').replace(/\s\s+/g, ' ').trim();
  for(const question of questions) {
    const item = found.csv[question.id ?? question.title];
    assert.equal(once(question.stem.text), once(item.stem), question.title);
    if(question.type === 'TF') {
      assert.deepEqual([item.kind, item.key], ['判断', [question.isTrue ? 0 : 1]], question.title);
      continue;
    }
    assert.equal(question.type, 'MC', question.title);
    assert.deepEqual(question.choices.map(choice => once(choice.text.text)), item.options.map(once), question.title);
    const right = choice => choice.isCorrect || choice.weight > 0;
    const key = question.choices.flatMap((choice, index) => right(choice) ? [index] : []);
    assert.deepEqual(key, item.key, question.title);
    assert.equal(question.choices.some(choice => choice.isCorrect), item.kind === '单选', question.title);
  }
});
