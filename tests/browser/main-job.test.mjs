// @ts-check
// One county's exam as people see it: an officer moves it on, a candidate sits, an examiner marks, certificates are
// awarded, and an employer checks one. Pictures of the pages go to target/screenshots/, and axe finds nothing on any.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { faults } from './axe.mjs';
import { rightAnswers } from './keys.mjs';
import { download, password, person, picture as keep, program, startChromium, startDemo } from './support.mjs';

const candidate = { name: '王秀兰', masked: '王＊兰', tail: '0022', room: '8316' };

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
/** @type {import('playwright-core').Browser} */
let browser;
/** @typedef {Awaited<ReturnType<typeof person>>} Person */
/** @type {Person} */
let officer;
/** @type {Person} */
let seat;
/** @type {string} */
let sessionPage;
/** @type {string} */
let admission;
/** @type {string} */
let serial;

before(async () => {
  demo = await startDemo();
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  demo?.tidy();
});

/** Keeps a picture of the page, which axe has to find nothing on. @param {import('playwright-core').Page} page @param {string} name */
async function picture(page, name) {
  await keep(page, name);
  assert.deepEqual(await faults(page), [], name);
}

/** @param {import('playwright-core').Page} page @param {string} login */
async function signIn(page, login) {
  await page.goto('/staff/sign-in');
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.click('button.main');
  await page.waitForURL((url) => url.pathname === '/staff');
}

/** The demo's own button: moves the clock on and does what the absent people would do. */
async function nextStep() {
  const { page } = officer;
  await page.goto(sessionPage);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'GET' && response.request().isNavigationRequest()),
    page.click('form[action="/demo/next"] button'),
  ]);
  assert.equal(new URL(answer.url()).pathname, sessionPage, 'the page that was read comes back');
  await page.waitForLoadState();
}

/** The cells of a candidate's row on the session's page. */
async function rowOf(/** @type {string} */ masked) {
  await officer.page.goto(sessionPage);
  return officer.page.locator('table tbody tr', { hasText: masked }).first().locator('th, td').allInnerTexts();
}

test('home has three doors and says that it is a demonstration', async () => {
  const visitor = await person(browser, demo.origin);
  await visitor.page.goto('/');
  assert.equal(await visitor.page.locator('.doors a').count(), 3);
  assert.match(await visitor.page.locator('.demo-bar').innerText(), /演示/);
  await picture(visitor.page, '01-home');
  await visitor.page.goto('/?lang=en');
  assert.equal(await visitor.page.locator('html').getAttribute('lang'), 'en');
  await picture(visitor.page, '01-home-en');
  assert.deepEqual(visitor.troubles, []);
});

test('an officer signs in, after a wrong password that is told at its field', async () => {
  officer = await person(browser, demo.origin);
  const { page } = officer;
  await page.goto('/staff/sign-in');
  await page.fill('#login', 'admin');
  await page.fill('#password', 'not-the-password');
  await page.click('button.main');
  await page.waitForSelector('.errors');
  assert.equal(await page.inputValue('#login'), 'admin', 'what was typed stays');
  await picture(page, '02-staff-sign-in-refused');
  officer.expect(/422/);
  await signIn(page, 'admin');
  await picture(page, '03-overview');
  await page.click('table tbody th a');
  sessionPage = new URL(page.url()).pathname;
  assert.match(sessionPage, /^\/staff\/sessions\/\d+$/);
  await picture(page, '04-session-planned');
  admission = (await rowOf(candidate.masked))[0];
  assert.match(admission, /^\d+$/);
});

test('a second registration of the same person is refused with the clause that says so', async () => {
  const { page } = officer;
  await page.goto(`${sessionPage}/register`);
  await page.fill('#name', candidate.name);
  await page.fill('#document_number', '410099197103040023');
  await page.check('#letters_signed');
  await page.click('button.main');
  await page.waitForSelector('.errors');
  await picture(page, '05-register-wrong-number');
  await page.fill('#document_number', '410099197103040022');
  await page.fill('#work_years', '3');
  await page.click('button.main');
  await page.waitForSelector('.findings');
  assert.match(await page.locator('main').innerText(), /第.+条/, 'a clause is quoted');
  await picture(page, '06-register-refused');
  officer.expect(/422/);
});

test('the roster closes, and the draw of the papers is public', async () => {
  await nextStep();
  await picture(officer.page, '07-session-roster-closed');
  const visitor = await person(browser, demo.origin);
  await visitor.page.goto('/draws/EX-2026-001/S1');
  assert.equal(await visitor.page.locator('table tbody tr').count(), 3, 'three contributors');
  await picture(visitor.page, '08-draw');
  await visitor.page.goto('/demo/mail');
  await visitor.page.locator('table tbody a').first().click();
  await picture(visitor.page, '09-mail-ticket');
  assert.deepEqual(visitor.troubles, []);
});

test('a candidate signs in by admission number, and is told plainly what was wrong', async () => {
  await nextStep();
  await picture(officer.page, '10-session-exam-day');
  // A computer whose zone is set wrong: the exam's times are the county's all the same.
  seat = await person(browser, demo.origin, { timezoneId: 'America/New_York' });
  const { page } = seat;
  await page.goto('/exam');
  await page.fill('#admission', admission);
  await page.fill('#tail', '9999');
  await page.fill('#room_code', candidate.room);
  await page.click('button.main');
  await page.waitForSelector('.errors');
  await picture(page, '11-exam-sign-in-refused');
  seat.expect(/422/);
  await page.fill('#tail', candidate.tail);
  await page.click('button.main');
  await page.getByRole('heading', { name: '是您本人吗？' }).waitFor();
  assert.match(await page.locator('main').innerText(), new RegExp(candidate.name));
  await picture(page, '12-exam-confirm');
  await page.getByRole('button', { name: '是我', exact: true }).click();
  await page.waitForSelector('#agreed');
  await picture(page, '13-exam-pledge');
  await page.check('#agreed');
  await page.click('button.main');
  await page.waitForSelector('form#paper');
});

test('every answer given is acknowledged as saved', async () => {
  const { page } = seat;
  const items = page.locator('.item');
  const count = await items.count();
  assert.equal(count, 140, 'the blueprint wants 140 items');
  await picture(page, '14-exam-paper');
  const right = rightAnswers();
  for (let at = 0; at < count; at += 1) {
    const item = items.nth(at);
    const stem = (await item.locator('.stem').innerText()).trim();
    const answers = right.get(stem);
    assert.ok(answers, `the bank has no item ${stem}`);
    for (const text of answers) await item.locator('.option', { has: page.getByText(text, { exact: true }) }).click();
    if (at + 1 < count) await page.click('#next');
  }
  await page.locator('#saved', { hasText: /^已保存 09:\d\d$/ }).waitFor();
  assert.equal(await page.locator('#answered').innerText(), '140');
  await picture(page, '15-exam-answered');
});

test('without the network the candidate goes on, and nothing is lost', async () => {
  const { page, context } = seat;
  await page.locator('.cells a').first().click();
  await context.setOffline(true);
  const other = page.locator('.item').first().locator('.option:not(:has(input:checked))').first();
  const chosen = await other.locator('input').getAttribute('value');
  await other.click();
  await page.locator('#offline').waitFor();
  await picture(page, '16-exam-offline');
  await context.setOffline(false);
  await page.locator('#back').waitFor({ timeout: 60_000 });
  seat.expect(/ERR_INTERNET_DISCONNECTED/);
  await page.reload();
  assert.equal(await page.locator('.item').first().locator('input:checked').getAttribute('value'), chosen);
});

test('the paper is handed in after the earliest time, and a receipt says how many answers arrived', async () => {
  const { page } = seat;
  const moved = await officer.page.request.post('/api/v1/demo/clock', {
    headers: { 'X-Requested-With': 'jiangheng' },
    data: { to: '2026-08-15T01:31:00Z' },
  });
  assert.ok(moved.ok(), await moved.text());
  await page.click('#hand-in');
  await page.getByRole('dialog').waitFor();
  await picture(page, '17-exam-confirm-hand-in');
  await page.click('#submit');
  await page.getByRole('heading', { name: /已交卷。您的 140 道题答案已全部收到/ }).waitFor();
  await picture(page, '18-exam-receipt');
  assert.deepEqual(seat.troubles, []);
});

test('an examiner marks the practical on the form, and is told what is still open', async () => {
  await nextStep();
  await picture(officer.page, '19-session-sat');
  const examiner = await person(browser, demo.origin, { viewport: { width: 820, height: 1180 } });
  const { page } = examiner;
  await signIn(page, 'examiner1');
  await page.click('table tbody th a');
  await picture(page, '20-practical-list');
  await page.locator('tr', { hasText: candidate.name }).getByRole('link').click();
  await page.locator('.js .step.here').waitFor();
  await page.click('.steps a[href="#review"]');
  await page.fill('#password', password);
  await page.click('#sign');
  await page.getByText('还有 9 项没有评').waitFor();
  await picture(page, '21-practical-missing');
  await page.locator('#missing a').first().click();
  await page.locator('#step-1.here [data-by="1"]').first().click();
  const steps = await page.locator('.steps li a').count();
  for (let step = 1; step < steps; step += 1) {
    await page.locator(`#step-${step}.here`).waitFor();
    for (const box of await page.locator('.step.here .yes').all()) await box.click();
    for (const none of await page.locator('.step.here [data-zero]').all()) await none.click();
    await page.click('#next');
  }
  await page.locator('#saved', { hasText: /^已保存 \d\d:\d\d$/ }).waitFor();
  await page.fill('#password', password);
  await picture(page, '22-practical-filled');
  await page.click('#sign');
  await page.getByText(`已签名：${candidate.name} 99.00`).waitFor();
  assert.match(await page.locator('tr', { hasText: candidate.name }).innerText(), /已签名/);
  assert.deepEqual(examiner.troubles, []);
});

test('results are published with masked names', async () => {
  await nextStep();
  await picture(officer.page, '23-session-noticed');
  const visitor = await person(browser, demo.origin);
  await visitor.page.goto('/');
  await visitor.page.locator('a[href^="/notices/"]').first().click();
  const notice = await visitor.page.locator('main').innerText();
  assert.ok(notice.includes(candidate.masked) && !notice.includes(candidate.name));
  assert.ok(!notice.includes('410099197103040022'));
  await picture(visitor.page, '24-notice');
  assert.deepEqual(visitor.troubles, []);
});

test('when the notice has run out, certificates are awarded', async () => {
  await nextStep();
  await picture(officer.page, '25-session-notice-over');
  await nextStep();
  await picture(officer.page, '26-session-awarded');
  const row = await rowOf(candidate.masked);
  serial = row[row.length - 1].replaceAll(' ', '');
  assert.match(serial, /^[YS]\d{21}$/);
  assert.deepEqual(officer.troubles, []);
});

test('an employer checks the certificate, and the browser checks the signature itself', async () => {
  const employer = await person(browser, demo.origin);
  const { page } = employer;
  await page.goto('/verify');
  await page.fill('#serial', serial);
  await page.fill('#claim', '李四');
  await page.click('button.main');
  await page.getByRole('heading', { name: '没有查到这张证书' }).waitFor();
  await picture(page, '27-verify-unknown');
  await page.goto('/verify');
  await page.fill('#serial', serial);
  await page.fill('#claim', candidate.name);
  await page.click('button.main');
  await page.getByRole('heading', { name: '签名正确，未被撤销' }).waitFor();
  await page.getByText('您的浏览器也验证了签名：正确').waitFor();
  await picture(page, '28-verify-good');

  const certificate = await download(page, () => page.getByRole('button', { name: '下载证书文件' }).click(), 'certificate.json');
  const keys = await download(page, null, 'keys.json', '/keys.json');
  const checked = program(['credential', 'verify', certificate, '--keys', keys]);
  assert.equal(checked.status, 0, checked.output);

  await page.getByRole('button', { name: '打开证书页' }).click();
  await page.locator('.a4').waitFor();
  assert.match(await page.locator('.a4').innerText(), new RegExp(candidate.name));
  await picture(page, '29-certificate');
  assert.deepEqual(employer.troubles, []);
});

test('a phone that scans the code checks it by itself, and asks the register only whether it stands', async () => {
  const phone = await person(browser, demo.origin, { viewport: { width: 390, height: 844 } });
  const { page } = phone;
  const qr = await page.request.post(`/certificates/${serial}/qr.txt`, { form: { claim: candidate.name } });
  const text = (await qr.text()).trim();
  assert.match(text, /^HTTPS?:\/\/[^#]+\/V#[1-9]\d+$/);
  const digits = text.slice(text.indexOf('#'));
  await page.goto(`/V${digits}`);
  await page.getByRole('heading', { name: '签名正确，未被撤销' }).waitFor();
  assert.match(await page.locator('#qr-content').innerText(), new RegExp(candidate.name));
  await picture(page, '29-scanned');

  const altered = digits.slice(0, -1) + ((Number(digits.at(-1)) + 1) % 10);
  const another = await person(browser, demo.origin, { viewport: { width: 390, height: 844 } });
  await another.page.goto(`/V${altered}`);
  await another.page.locator('#qr-check.stop').waitFor();
  assert.equal(await another.page.locator('h1').innerText(), '签名不对，内容被改动过');
  await picture(another.page, '29-scanned-altered');

  const cut = await person(browser, demo.origin, { viewport: { width: 390, height: 844 } });
  await cut.page.route('**/api/v1/verifications', (route) => route.abort());
  await cut.page.goto(`/V${digits}`);
  await cut.page.getByRole('heading', { name: '签名正确，但现在查不到是否被撤销' }).waitFor();
  cut.expect(/ERR_FAILED/);
  await picture(cut.page, '29-scanned-not-now');

  const keys = await download(page, null, 'keys.json', '/keys.json');
  assert.equal(program(['credential', 'verify', '--qr', text, '--keys', keys]).status, 0);
  assert.equal(program(['credential', 'verify', '--qr', text.replace(digits, altered), '--keys', keys]).status, 1);
  assert.deepEqual([...phone.troubles, ...another.troubles, ...cut.troubles], []);
});

test('anybody derives the papers again from the published evidence', async () => {
  const visitor = await person(browser, demo.origin);
  await visitor.page.goto('/draws/EX-2026-001/S1');
  await picture(visitor.page, '30-draw-evidence');
  const evidence = await download(visitor.page, null, 'evidence.json', '/api/v1/draws/EX-2026-001/S1/evidence.json');
  const replayed = program(['draw', 'replay', evidence]);
  assert.equal(replayed.status, 0, replayed.output);

  await visitor.page.getByRole('link', { name: '在浏览器里重算' }).click();
  await visitor.page.getByRole('button', { name: '重算公布的证据' }).click();
  const verdict = visitor.page.locator('#replay-verdict');
  await verdict.getByText('全部一致').waitFor();
  assert.match(await verdict.innerText(), /^全部一致\s+6 份试卷/);
  await picture(visitor.page, '30-replay');
  // One altered digit in a file of the reader's own is found, and named by its place.
  const text = readFileSync(evidence, 'utf8');
  const altered = text.replace(/"attempt":(\d+)/, (_, attempt) => `"attempt":${Number(attempt) + 1}`);
  await visitor.page.locator('#replay-file').setInputFiles({ name: 'altered.json', mimeType: 'application/json', buffer: Buffer.from(altered) });
  await verdict.getByText('不一致').waitFor();
  assert.match(await verdict.innerText(), /\/papers\/0\/attempt/);
  await picture(visitor.page, '30-replay-altered');
  assert.deepEqual(visitor.troubles, []);
});

test('anybody draws the seats and the supervisors again', async () => {
  const visitor = await person(browser, demo.origin);
  await visitor.page.goto('/draws/EX-2026-001/S1');
  await visitor.page.getByRole('link', { name: '本场的座位和督导员也由抽签产生' }).click();
  await visitor.page.getByRole('heading', { name: '抽签结果' }).waitFor();
  const seats = await visitor.page.locator('.drawn').first().locator('li').allInnerTexts();
  assert.deepEqual(seats.map((seat) => Number(/(\d+) 号$/.exec(seat)?.[1])).sort(), [1, 2, 3, 4, 5, 6]);
  await visitor.page.getByText('督导员，按抽出的先后').click();
  await picture(visitor.page, '30-draw-plan');
  const evidence = await download(visitor.page, null, 'evidence-plan.json', '/api/v1/draws/EX-2026-001/S1-plan/evidence.json');
  const replayed = program(['draw', 'replay', evidence]);
  assert.equal(replayed.status, 0, replayed.output);
  await visitor.page.getByRole('link', { name: '在浏览器里重算' }).click();
  await visitor.page.getByRole('button', { name: '重算公布的证据' }).click();
  const verdict = visitor.page.locator('#replay-verdict');
  await verdict.getByText('全部一致').waitFor();
  assert.match(await verdict.innerText(), /2 项抽签/);
  // Somebody gave themselves another supervisor.
  const { draws } = JSON.parse(readFileSync(evidence, 'utf8'));
  const [first, second] = draws[1].taken;
  const altered = readFileSync(evidence, 'utf8').replace(`"taken":["${first}","${second}"`, `"taken":["${second}","${first}"`);
  assert.notEqual(altered, readFileSync(evidence, 'utf8'));
  await visitor.page.locator('#replay-file').setInputFiles({ name: 'altered.json', mimeType: 'application/json', buffer: Buffer.from(altered) });
  await verdict.getByText('不一致').waitFor();
  assert.match(await verdict.innerText(), /\/draws\/1\/taken/);
  assert.deepEqual(visitor.troubles, []);
});

test('a candidate gets the slip of one paper and checks it alone, without sending it', async () => {
  const phone = await person(browser, demo.origin, { viewport: { width: 390, height: 844 } });
  /** @type {string[]} */
  const asked = [];
  phone.page.on('request', (request) => asked.push(request.url() + (request.postData() ?? '')));
  await phone.page.goto('/draws/EX-2026-001/S1');
  await phone.page.getByRole('link', { name: '试卷凭条' }).click();
  await phone.page.fill('#number', '999');
  await phone.page.getByRole('button', { name: '取凭条' }).click();
  await phone.page.locator('#number-why').waitFor();
  await phone.page.fill('#number', admission);
  await phone.page.getByRole('button', { name: '取凭条' }).click();
  const check = phone.page.getByRole('link', { name: '核对这份试卷' });
  const slip = await check.getAttribute('href') ?? '';
  await check.click();
  const verdict = phone.page.locator('#slip-verdict');
  await verdict.getByText('这份试卷就是抽出来的那一份').waitFor();
  await picture(phone.page, '30-slip');
  await phone.page.locator('#slip-paper summary').click();
  const evidence = JSON.parse(readFileSync(await download(phone.page, null, 'evidence.json', '/api/v1/draws/EX-2026-001/S1/evidence.json'), 'utf8'));
  const paper = evidence.papers.find((/** @type {{candidate: string}} */ one) => one.candidate === admission);
  const items = paper.sections.flatMap((/** @type {{items: {id: string}[]}} */ section) => section.items.map((item) => item.id));
  assert.deepEqual(await phone.page.locator('#slip-rows td:first-of-type').allInnerTexts(), items);
  // A slip with another key, and one of another place, are found out.
  for (const altered of [slip.replace(/\.(.)([^.]{42})\./, (_, first, rest) => `.${first === 'A' ? 'B' : 'A'}${rest}.`), slip.replace(/#(\d+)\.(\d+)\./, (_, number, index) => `#${number}.${Number(index) ? 0 : 1}.`)]) {
    assert.notEqual(altered, slip);
    await phone.page.fill('#slip-text', altered);
    await phone.page.locator('#slip-do').click();
    await verdict.getByText('核对不上').waitFor();
    await phone.page.fill('#slip-text', slip);
    await phone.page.locator('#slip-do').click();
    await verdict.getByText('这份试卷就是抽出来的那一份').waitFor();
  }
  const key = slip.split('.').at(-2) ?? '';
  assert.ok(key.length === 43 && !asked.some((one) => one.includes(key)), 'the key stays in the browser');
  assert.deepEqual(phone.troubles, []);
});

test('an auditor reads who did what', async () => {
  const auditor = await person(browser, demo.origin);
  await signIn(auditor.page, 'auditor');
  await auditor.page.goto('/staff/audit');
  assert.ok((await auditor.page.locator('table tbody tr').count()) > 10);
  await picture(auditor.page, '31-audit');
  assert.deepEqual(auditor.troubles, []);
});

test('no page asked for a text that is missing', () => {
  const complaints = demo.printed().split('\n').filter((line) => /a text (is missing|could not|file has|is defined)/.test(line));
  assert.deepEqual(complaints, []);
});
