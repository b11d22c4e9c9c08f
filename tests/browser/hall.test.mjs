// @ts-check
// The candidate's page when things go wrong: the network is cut, the browser dies, the paper is opened twice. No answer is
// lost, and what happens is said.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { faults } from './axe.mjs';
import { admissionOf, clockTo, next, password, person, picture, startChromium, startDemo } from './support.mjs';

const candidate = { name: '王秀兰', tail: '0022', room: '8316' };

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
/** @type {import('playwright-core').Browser} */
let browser;
/** @typedef {Awaited<ReturnType<typeof person>>} Person */
/** @type {Person} */
let seat;
/** @type {string} */
let admission;

before(async () => {
  demo = await startDemo();
  browser = await startChromium();
  await next(demo.origin);
  await next(demo.origin);
  admission = await admissionOf(demo.origin, candidate.name);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  demo?.tidy();
});

/** Types the three things, says "it is me", and signs the pledge where it is asked for. @param {Person} person */
async function signIn({ page }) {
  await page.goto('/exam');
  await page.fill('#admission', admission);
  await page.fill('#tail', candidate.tail);
  await page.fill('#room_code', candidate.room);
  await page.click('button.main');
  await page.getByRole('heading', { name: '是您本人吗？' }).waitFor();
  await page.locator('main form button.main').click();
  await page.locator('#agreed, form#paper').first().waitFor();
  if (await page.locator('#agreed').count() > 0) {
    await page.check('#agreed');
    await page.click('button.main');
  }
  await page.locator('body.js form#paper').waitFor();
}

/** Chooses the option at a place for some items, going through them with the page's own button.
 * @param {import('playwright-core').Page} page @param {number} from @param {number} to @param {number} place */
async function choose(page, from, to, place) {
  await page.locator('.panel .cells a').nth(from).click();
  for (let at = from; at < to; at += 1) {
    await page.locator('.item').nth(at).locator('.option').nth(place).click();
    if (at + 1 < to) await page.click('#next');
  }
}

/** What the browser's own journal holds. @param {import('playwright-core').Page} page @returns {Promise<number>} */
const kept = (page) => page.evaluate(() => new Promise((done, failed) => {
  const request = indexedDB.open('jiangheng', 1);
  request.onerror = () => failed(request.error);
  request.onsuccess = () => {
    const all = request.result.transaction('answers').objectStore('answers').count();
    all.onsuccess = () => { request.result.close(); done(all.result); };
  };
}));

/** Waits until something is so. @param {() => Promise<boolean>} is @param {string} what */
async function until(is, what) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await is()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(what);
}

/** How far the server is with this candidate. @param {import('playwright-core').Page} page */
async function onServer(page) {
  const response = await page.request.get('/api/v1/hall/clock', { headers: { 'X-Requested-With': 'jiangheng' } });
  return response.json();
}

test('each answer is in the journal of the browser before it is sent, and leaves it when the server has it', async () => {
  seat = await person(browser, demo.origin);
  const { page } = seat;
  await signIn(seat);
  /** @type {number[]} */
  const seen = [];
  await page.route('**/api/v1/hall/responses', async (route) => {
    seen.push(await kept(page));
    await route.continue();
  });
  await choose(page, 0, 3, 0);
  await until(async () => await kept(page) === 0, 'the journal is not emptied');
  await page.unroute('**/api/v1/hall/responses');
  assert.ok(seen.length > 0 && seen.every((count) => count > 0), `${seen}`);
  assert.equal((await onServer(page)).answered, 3);
});

test('answers given without the network outlive the browser, and go up by themselves', async () => {
  const { page, context } = seat;
  await context.setOffline(true);
  await choose(page, 3, 15, 1);
  await page.locator('#offline').waitFor();
  await until(async () => await kept(page) === 12, 'not all are kept');
  assert.deepEqual(await faults(page), []);
  await picture(page, 'hall-offline');
  // Two answers for one item, the later one counts.
  await choose(page, 14, 15, 2);
  const last = await page.locator('.item').nth(14).locator('input:checked').getAttribute('value');
  await until(async () => await kept(page) === 13, 'the second one is not kept');
  await page.close({ runBeforeUnload: false });
  await context.setOffline(false);
  const again = await context.newPage();
  /** @type {number[]} */
  const calls = [];
  again.on('request', (request) => {
    if (request.url().endsWith('/hall/responses')) calls.push(JSON.parse(request.postData() ?? '[]').length);
  });
  await again.goto('/exam/paper');
  await until(async () => (await onServer(again)).answered === 15, 'they did not go up');
  await until(async () => await kept(again) === 0, 'the journal is not emptied');
  assert.deepEqual(calls, [13], 'in one call');
  assert.equal(await again.locator('.item').nth(14).locator('input:checked').getAttribute('value'), last);
  await again.reload();
  assert.equal(await again.locator('.item').nth(14).locator('input:checked').getAttribute('value'), last);
  assert.equal(await again.locator('#answered').innerText(), '15');
  seat.page = again;
});

test('a server that is busy is asked again, and the answer stays where it is until then', async () => {
  const { page } = seat;
  let refused = 0;
  await page.route('**/api/v1/hall/responses', async (route) => {
    refused += 1;
    await route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, body: '{"code":"busy"}' });
  });
  await choose(page, 15, 16, 0);
  await page.locator('#saved.wait').waitFor();
  await until(async () => refused > 0, 'it was not sent');
  assert.equal(await kept(page), 1);
  await page.unroute('**/api/v1/hall/responses');
  await until(async () => (await onServer(page)).answered === 16, 'it was not sent again');
  await until(async () => await kept(page) === 0, 'the journal is not emptied');
});

test('of two windows the later one goes on, and the earlier one says so', async () => {
  const { page, context } = seat;
  const later = await context.newPage();
  await later.goto('/exam/paper');
  await page.locator('#other-window').waitFor();
  assert.ok(await page.locator('.item input').first().isDisabled());
  assert.deepEqual(await faults(page), []);
  await picture(page, 'hall-other-window');
  await choose(later, 16, 17, 0);
  await until(async () => (await onServer(later)).answered === 17, 'the later window does not save');
  await page.close();
  seat.page = later;
});

test('an acknowledgement that got lost is asked for again under the same number', async () => {
  const { page } = seat;
  /** @type {number[][]} */
  const sent = [];
  await page.route('**/api/v1/hall/responses', async (route) => {
    sent.push(route.request().postDataJSON().map((/** @type {{seq: number}} */ one) => one.seq));
    if (sent.length > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await choose(page, 17, 18, 0);
  await page.locator('#offline').waitFor();
  await until(async () => await kept(page) === 0, 'it was not asked for again');
  await page.unroute('**/api/v1/hall/responses');
  assert.equal(sent.length, 2);
  assert.deepEqual(sent[0], sent[1]);
});

/** A window whose browser has another database than it should, until an answer is at the server.
 * @param {() => void} spoil @param {number} at */
async function withDatabase(spoil, at) {
  const page = await seat.context.newPage();
  await page.addInitScript(spoil);
  await page.goto('/exam/paper');
  await choose(page, at, at + 1, 0);
  await until(async () => (await onServer(page)).answered === at + 1, 'the answer is held back');
  return page;
}

test('a browser that keeps nothing says so, and sends all the same', async () => {
  const page = await withDatabase(() => { IDBFactory.prototype.open = () => { throw new Error('not here'); }; }, 18);
  await page.locator('#cannot').waitFor();
  assert.deepEqual(await faults(page), []);
  await picture(page, 'hall-cannot');
  await page.close();
});

test('a database of the browser that never answers holds no answer back', async () => {
  const page = await withDatabase(() => { IDBFactory.prototype.open = () => /** @type {any} */ ({}); }, 19);
  await page.locator('#cannot').waitFor();
  await page.close();
  await seat.page.reload();
  await seat.page.locator('body.js form#paper').waitFor();
});

test('no answer but an acknowledgement takes an answer out of the journal', async () => {
  const { page } = seat;
  const before = (await onServer(page)).answered;
  // A proxy's page, a stalled call, a server's own refusals of the request, a login page that says all is well.
  const wrong = [
    { status: 403, contentType: 'text/html', body: '<h1>Blocked</h1>' },
    { status: 408, contentType: 'text/plain', body: '' },
    { status: 400, contentType: 'application/problem+json', body: '{"code":"bad-request"}' },
    { status: 403, contentType: 'application/problem+json', body: '{"code":"lockdown-required"}' },
    { status: 200, contentType: 'text/html', body: '<h1>Sign in to the network</h1>' },
  ];
  for (const answer of wrong) {
    let seen = 0;
    await page.route('**/api/v1/hall/responses', (route) => { seen += 1; return route.fulfill(answer); });
    await choose(page, 25, 26, wrong.indexOf(answer) % 2);
    await until(async () => seen > 0, 'it was not sent');
    await new Promise((done) => setTimeout(done, 300));
    assert.ok(await kept(page) > 0, `${answer.status} ${answer.body} took the answer away`);
    await page.unroute('**/api/v1/hall/responses');
    await until(async () => await kept(page) === 0, 'it was not sent again');
  }
  assert.equal((await onServer(page)).answered, before + 1);
});

test('numbers that somebody else has used hold no answer back', async () => {
  const { page } = seat;
  const item = page.locator('.item').first();
  const save = {
    seq: 900, item: await item.getAttribute('data-item'), answer: [await item.locator('input').first().getAttribute('value')],
    client_time: '',
  };
  const used = await page.request.post('/api/v1/hall/responses', { headers: { 'X-Requested-With': 'jiangheng' }, data: save });
  assert.equal(used.status(), 200);
  const before = (await onServer(page)).answered;
  await choose(page, 26, 27, 0);
  await until(async () => (await onServer(page)).answered === before + 1, 'the answer is held back');
  await until(async () => await kept(page) === 0, 'the journal is not emptied');
  assert.equal((await onServer(page)).last_seq, 901);
});

test('at another computer the earlier one is closed with a clear word', async () => {
  const other = await person(browser, demo.origin);
  await signIn(other);
  await choose(seat.page, 20, 21, 0);
  await seat.page.locator('#elsewhere').waitFor();
  await picture(seat.page, 'hall-elsewhere');
  assert.equal(await other.page.locator('#answered').innerText(), '22');
  await choose(other.page, 20, 21, 0);
  await until(async () => (await onServer(other.page)).answered === 23, 'the other computer does not save');
  seat.page = other.page;
  seat.context = other.context;
});

test('when the time runs out without the network, nothing given before is lost', async () => {
  const { page, context } = seat;
  const { token } = await (await fetch(`${demo.origin}/api/v1/sign-in`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login: 'admin', password }),
  })).json();
  assert.ok(token);
  const ends = Date.parse((await onServer(page)).ends_at);
  await clockTo(demo.origin, new Date(ends - 3000).toISOString().replace(/\.\d+/, ''));
  await page.reload();
  await page.locator('body.js form#paper').waitFor();
  await context.setOffline(true);
  await choose(page, 21, 22, 0);
  await page.locator('#over').waitFor();
  assert.equal(await kept(page), 1, 'the answer stays on this computer');
  await picture(page, 'hall-over');
  await context.setOffline(false);
});
