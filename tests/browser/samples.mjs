// @ts-check
// Every page with invented people, as `cargo test --test pages` renders them to target/pages/, on a server of its own.
// Style sheets and modules come from assets/ itself.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'target/pages');
const kinds = /** @type {Record<string, string>} */ ({
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml',
});

/** @typedef {{name: string, language: 'zh-CN' | 'en', path: string}} Sample */

/**
 * Every sample there is, Chinese and English.
 * @returns {Sample[]}
 */
export function samples() {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const found = files.flatMap((file) => {
    const [, name, language] = /^(.+)\.(zh-CN|en)\.html$/.exec(file) ?? [];
    return name ? [{ name, language: /** @type {Sample['language']} */ (language), path: `/${file}` }] : [];
  });
  if (found.length === 0) throw new Error(`${folder} has no pages: run cargo test --test pages first (scripts/test does)`);
  return found;
}

/** Serves the samples until `stop`. */
export async function serveSamples() {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = path.startsWith('/assets/') ? join(root, path) : join(folder, path);
    const kind = kinds[extname(path)];
    if (kind && existsSync(file)) response.writeHead(200, { 'content-type': kind }).end(readFileSync(file));
    // A page that waits for the opening waits on: else it would lead on by itself just while the next one is opened.
    else if (path === '/api/v1/hall/clock') response.writeHead(503).end();
    // Any other page that leads on by itself stays where it is: nothing comes back for it to go to.
    else response.writeHead(kind || path.startsWith('/api/') ? 404 : 204).end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to be had');
  const stop = () => new Promise((done) => {
    server.closeAllConnections();
    server.close(done);
  });
  return { origin: `http://127.0.0.1:${address.port}`, stop };
}
