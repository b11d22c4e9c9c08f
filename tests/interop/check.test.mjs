// @ts-check
// The published vectors (tests/vectors/credential, frozen by src/formats/verify/tests.rs) under other people's code.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import test from 'node:test';
import jsonld from 'jsonld';
import {check, loader} from './check.mjs';

const read = name => JSON.parse(readFileSync(new URL(`../vectors/credential/${name}`, import.meta.url), 'utf8'));
const [certificate, keys, revocation, suspension] =
  ['certificate.json', 'keys.json', 'revocation.json', 'suspension.json'].map(read);

const now = new Date('2026-05-06T01:00:00Z');

/** Every path to a leaf. */
function * leaves(value, path = []) {
  if(value && typeof value === 'object') {
    for(const [key, item] of Object.entries(value)) {
      yield * leaves(item, [...path, key]);
    }
  } else {
    yield path;
  }
}

test('every leaf changed is refused', async () => {
  let count = 0;
  for(const path of leaves(certificate)) {
    const changed = structuredClone(certificate);
    const last = path.at(-1);
    const parent = path.slice(0, -1).reduce((value, key) => value[key], changed);
    const value = parent[last];
    parent[last] = typeof value === 'string' ? `${value}0` : typeof value === 'number' ? value + 1 : !value;
    assert.notEqual(await check(changed, keys, [], now), null, path.join('/'));
    count++;
  }
  assert.ok(count > 70);
});

test('the certificate is verified, alone and with its status lists', async () => {
  assert.equal(await check(certificate, keys, [], now), null);
  assert.equal(await check(certificate, keys, [revocation, suspension], now), null);
});

test('a list that is forged, out of date or set for this entry is refused', async () => {
  const forged = structuredClone(suspension);
  forged.credentialSubject.statusPurpose = 'revocation';
  assert.notEqual(await check(certificate, keys, [forged], now), null);
  assert.notEqual(await check(certificate, keys, [revocation], new Date('2026-05-07T01:00:00Z')), null);
  const listed = structuredClone(certificate);
  listed.credentialStatus[0].statusListIndex = '7';
  assert.match(await check(listed, keys, [revocation], now) ?? '', /is set|signature/i);
});

test('another key refuses', async () => {
  const other = structuredClone(keys);
  other.keys[0].multikey = other.log.key;
  assert.notEqual(await check(certificate, other, [], now), null);
});

test('every term has a meaning in JSON-LD', async () => {
  const documentLoader = loader(keys);
  const {proof, ...document} = certificate;
  const [expanded] = await jsonld.expand(document, {documentLoader, safe: true});
  const [subject] = expanded['https://www.w3.org/2018/credentials#credentialSubject'];
  assert.equal(subject['urn:jiangheng:v1:skillLevel'][0]['@value'], 5);
  const {proof: listProof, ...list} = revocation;
  await jsonld.expand(list, {documentLoader, safe: true});
});
