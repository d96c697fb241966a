import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RealtimeDatabase, startRealtimeDatabase } from '../../src/firebase/index.ts';
import { type Sdks, sdksFor } from './sdk.ts';

const CHROMIUM = '/usr/bin/chromium';
const missing = !existsSync(CHROMIUM);
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The web client's own bundles, as a page without a bundler loads them. They import each other from Google's CDN; the
 * page server hands them out with that address replaced by its own.
 */
const bundles = dirname(fileURLToPath(import.meta.resolve('firebase/package.json')));

/**
 * Parameters: `database` host:port of the database; `transport=polling` to do without WebSocket, `transport=doubtful` for
 * a browser whose last WebSocket was closed before it had answered twice: it polls and tries to move over.
 */
const PAGE = `<!doctype html><meta charset="utf-8"><title>live</title><body><pre id="live">nothing yet</pre>
<script type="module">
  import { initializeApp } from '/firebase-app.js';
  import { connectDatabaseEmulator, forceLongPolling, getDatabase, limitToLast, onValue, orderByKey, push, query, ref, runTransaction }
    from '/firebase-database.js';
  import { connectAuthEmulator, inMemoryPersistence, initializeAuth, signInWithCustomToken } from '/firebase-auth.js';
  const parameters = new URLSearchParams(location.search);
  const [host, port] = parameters.get('database').split(':');
  if (parameters.get('transport') === 'polling') forceLongPolling();
  if (parameters.get('transport') === 'doubtful') localStorage.setItem('firebase:previous_websocket_failure', 'true');
  const app = initializeApp({ apiKey: 'none', databaseURL: 'http://demo.firebaseio.example' });
  const database = getDatabase(app);
  connectDatabaseEmulator(database, host, Number(port));
  const auth = initializeAuth(app, { persistence: inMemoryPersistence });
  connectAuthEmulator(auth, 'http://' + host + ':' + port, { disableWarnings: true });
  const tail = query(ref(database, 'Mainnet/competitive'), orderByKey(), limitToLast(2));
  onValue(tail, (snapshot) => { document.getElementById('live').textContent = JSON.stringify(snapshot.val()); });
  window.visit = async () => (await runTransaction(ref(database, 'visits'), (n) => (n ?? 0) + 1)).snapshot.val();
  window.say = (text) => push(ref(database, 'said'), text).then(() => text.length);
  window.signIn = async (token) => (await signInWithCustomToken(auth, token)).user.uid;
</script>`;

function servePage(): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (!/^\/firebase-(app|auth|database)\.js$/.test(pathname)) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
      return;
    }
    readFile(join(bundles, pathname), 'utf8').then(
      (text) => {
        const own = text.replaceAll(/https:\/\/www\.gstatic\.com\/firebasejs\/[\d.]+\//g, '/');
        response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(own);
      },
      () => response.writeHead(500).end(),
    );
  });
  const { promise, resolve } = Promise.withResolvers<{ server: Server; origin: string }>();
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    resolve({ server, origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` });
  });
  return promise;
}

describe.skipIf(missing)(`the web client in Chromium${missing ? ` (skipped: there is no ${CHROMIUM})` : ''}`, () => {
  let database: RealtimeDatabase;
  let sdks: Sdks;
  let browser: Browser;
  let pages: Awaited<ReturnType<typeof servePage>>;

  beforeAll(async () => {
    database = await startRealtimeDatabase();
    sdks = sdksFor(database);
    pages = await servePage();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });

  afterAll(async () => {
    await browser?.close();
    pages?.server.close();
    pages?.server.closeAllConnections();
    await sdks?.close();
    await database?.stop();
  });

  const shows = (page: Page, text: string) =>
    page.waitForFunction(`document.getElementById('live').textContent === ${JSON.stringify(text)}`, undefined, {
      timeout: 15_000,
    });

  test.each(['websocket', 'polling', 'doubtful'])(
    'shows what firebase-admin writes, live, by %s',
    async (transport) => {
      const competitive = sdks.admin().ref('Mainnet/competitive');
      await competitive.set({ 100: 'a', 200: 'b' });
      await sdks.admin().ref('visits').remove();
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      let polls = 0;
      page.on('request', (request) => {
        if (request.url().includes('/.lp?')) polls += 1;
      });
      await page.goto(`${pages.origin}/?database=${database.host}:${database.port}&transport=${transport}`);
      await shows(page, '{"100":"a","200":"b"}');
      await competitive.child('300').set('c');
      await shows(page, '{"200":"b","300":"c"}');
      await competitive.child('300').remove();
      await shows(page, '{"100":"a","200":"b"}');

      expect(await page.evaluate('window.visit()')).toBe(1);
      expect(await page.evaluate('window.visit()')).toBe(2);
      expect(database.read('/visits', 'demo')).toBe(2);
      expect(await page.evaluate(`window.say('x'.repeat(50000) + '☃')`)).toBe(50_001);
      expect(await page.evaluate(`window.signIn(${JSON.stringify(customToken('browser-user'))})`)).toBe('browser-user');
      expect(faults).toEqual([]);
      expect(polls > 0).toBe(transport !== 'websocket');
      await page.close();
    },
  );
});

/** As a backend makes it, with a signature nobody here checks. */
function customToken(uid: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ uid, iat: 1, exp: 3601 })}.c2lnbmF0dXJl`;
}
