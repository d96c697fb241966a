import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bundles = dirname(fileURLToPath(import.meta.resolve('firebase/package.json')));

/** Of what a page without a bundler loads: `/firebase-app.js` and its like. */
export const isWebBundle = (path: string): boolean => /^\/firebase-(app|auth|database)\.js$/.test(path);

/** The web client's own bundle; they import each other from Google's CDN, here from the page's own origin. */
export const webBundle = async (path: string): Promise<string> =>
  (await readFile(join(bundles, path), 'utf8')).replaceAll(/https:\/\/www\.gstatic\.com\/firebasejs\/[\d.]+\//g, '/');
