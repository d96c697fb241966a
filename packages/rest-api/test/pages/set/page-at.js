import * as account from './pages/account.js';
import * as address from './pages/address.js';
import * as home from './pages/home.js';
import * as health from './pages/network-health.js';
import * as pool from './pages/pool.js';
import * as pools from './pages/pools.js';
import * as realtime from './pages/realtime.js';
import { show } from './showing.js';

const STILL = ['/about', '/terms', '/privacy', '/mobile'];

const PAGES = [
  [/^\/$/, () => home.open()],
  [/^\/account$/, () => account.open()],
  [/^\/pools$/, () => pools.open()],
  [/^\/pool\/(\w+)\/(\w+)$/, (id, tab) => pool.open(id, tab)],
  [/^\/address\/(\w+)$/, (text) => address.open(text)],
  [/^\/realtime$/, () => realtime.open()],
  [/^\/realtime\/(\d+)$/, (height) => realtime.search(height)],
  [/^\/network$/, () => health.open()],
];

/** Opens what a path names; what stands still asks for nothing. */
export async function pageAt(path) {
  if (STILL.includes(path)) return show('page', path.slice(1));
  for (const [pattern, open] of PAGES) {
    const found = pattern.exec(path);
    if (found !== null) return open(...found.slice(1));
  }
  throw new TypeError(`there is no page ${path}`);
}
