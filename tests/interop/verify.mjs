// @ts-check
// Usage: node verify.mjs [--at=INSTANT] CERTIFICATE.json KEYS.json [STATUS_LIST.json ...]
// --at checks as of another time than now, such as the demo county's: --at=2026-12-25T02:00:00Z.
// Exit code: 0 verified, 1 refused, 2 wrong usage.
import {readFileSync} from 'node:fs';
import {check} from './check.mjs';

const options = process.argv.slice(2).filter(argument => argument.startsWith('--'));
const [certificate, keys, ...lists] = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const at = options[0]?.startsWith('--at=') ? new Date(options[0].slice(5)) : new Date();
if(!certificate || !keys || options.length > 1 || Number.isNaN(at.getTime())) {
  console.error('usage: node verify.mjs [--at=INSTANT] CERTIFICATE.json KEYS.json [STATUS_LIST.json ...]');
  process.exit(2);
}
try {
  const read = path => JSON.parse(readFileSync(path, 'utf8'));
  const refused = await check(read(certificate), read(keys), lists.map(read), at);
  console.log(refused ? `refused: ${refused}` : 'verified by @digitalbazaar/vc with eddsa-jcs-2022');
  process.exitCode = refused ? 1 : 0;
} catch(error) {
  console.log(`refused: ${error.message}`);
  process.exitCode = 1;
}
