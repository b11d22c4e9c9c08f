// @ts-check
// Invariant 1: an acknowledged answer survives kill -9 at any instant. The server is killed in the middle of saving,
// several times, and started again on the same folder; what it had acknowledged must be there each time.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { call, next, startDemo } from './support.mjs';

const seat = { id_tail: '0022', room_code: '8316' };
const rounds = 4;

test('an acknowledged answer survives kill -9', async () => {
  let demo = await startDemo();
  try {
    const { token } = await call(demo.origin, '/sign-in', { login: 'admin', password: 'qinghe-demo-2026' });
    const [session] = await call(demo.origin, '/sessions', undefined, token);
    const registered = await call(demo.origin, `/sessions/${session.id}/registrations`, undefined, token);
    const admission = registered[0].admission_number;
    await next(demo.origin);
    await next(demo.origin);

    /** What the server has acknowledged: item → answer. @type {Map<string, string[]>} */
    const acknowledged = new Map();
    let seq = 0;
    for (let round = 0; round <= rounds; round += 1) {
      const signedIn = await call(demo.origin, '/hall/sign-in', { admission, ...seat });
      if (!signedIn.pledged) await call(demo.origin, '/hall/pledge', {}, signedIn.token);
      const paper = await call(demo.origin, '/hall/paper', undefined, signedIn.token);
      const items = paper.sections.flatMap((/** @type {any} */ section) => section.items);
      for (const item of items) {
        if (acknowledged.has(item.id)) assert.deepEqual(item.answer, acknowledged.get(item.id), `round ${round}: ${item.id}`);
      }
      assert.ok(paper.last_seq >= seq, `round ${round}: acknowledged up to ${seq}, kept up to ${paper.last_seq}`);
      if (round === rounds) break;

      seq = paper.last_seq;
      const before = acknowledged.size;
      let killed = false;
      const saving = (async () => {
        for (let at = 0; !killed; at += 1) {
          const item = items[(before + at) % items.length];
          const answer = [item.options[at % item.options.length].id];
          const save = { seq: seq + 1, item: item.id, answer, client_time: new Date().toISOString() };
          // A save that the kill cuts off may be kept or not; from here on only the server knows.
          acknowledged.delete(item.id);
          await call(demo.origin, '/hall/responses', save, signedIn.token);
          seq += 1;
          acknowledged.set(item.id, answer);
        }
      })();
      const cut = saving.then(() => null, (error) => error);
      while (acknowledged.size < before + 8) {
        assert.ok((await Promise.race([cut, new Promise((done) => setImmediate(done))])) === undefined, 'saving ended early');
      }
      killed = true;
      await demo.kill();
      await cut;
      demo = await startDemo({ data: demo.data });
    }
    assert.ok(acknowledged.size >= 8 * rounds);
  } finally {
    await demo.kill();
    demo.tidy();
  }
});
