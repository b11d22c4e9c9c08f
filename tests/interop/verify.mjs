// @ts-check
// Usage: node verify.mjs CERTIFICATE.json KEYS.json [STATUS_LIST.json ...]
// Exit code: 0 verified, 1 refused, 2 wrong usage.
import {readFileSync} from 'node:fs';
import {check} from './check.mjs';

const [certificate, keys, ...lists] = process.argv.slice(2);
if(!certificate || !keys) {
  console.error('usage: node verify.mjs CERTIFICATE.json KEYS.json [STATUS_LIST.json ...]');
  process.exit(2);
}
try {
  const read = path => JSON.parse(readFileSync(path, 'utf8'));
  const refused = await check(read(certificate), read(keys), lists.map(read));
  console.log(refused ? `refused: ${refused}` : 'verified by @digitalbazaar/vc with eddsa-jcs-2022');
  process.exitCode = refused ? 1 : 0;
} catch(error) {
  console.log(`refused: ${error.message}`);
  process.exitCode = 1;
}
