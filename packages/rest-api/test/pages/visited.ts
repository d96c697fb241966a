import { expect } from 'vitest';
import type { Browser, ConsoleMessage, Page } from '../../../console/test/browser.ts';
import type { Places } from './page-server.ts';

/** What a page shows, by name: a text, or the rows of a table. */
export type Shown = Readonly<Record<string, string | readonly (readonly string[])[]>>;

export interface Visit {
  readonly page: Page;
  /** what it asked for, in order: `GET /api/pools`, `WS connect`, `file stats/stats.json` */
  readonly asked: readonly string[];
  /** what it said over WebSockets, in order: `subscribe pools {}` */
  readonly said: readonly string[];
  /** of these requests, whether they showed a token */
  readonly withToken: ReadonlySet<string>;
  /** errors of scripts and of the console, of which a refused request is one: `404 GET /api/…` */
  readonly faults: string[];
  shown(): Promise<Shown>;
  /** Rows of a table. @throws Error when there is none */
  rows(name: string): Promise<readonly (readonly string[])[]>;
  /** Shows, sooner or later. */
  expectShown(expected: Shown): Promise<void>;
  go(path: string): Promise<void>;
  close(): Promise<void>;
}

interface Visiting {
  readonly browser: Browser;
  readonly origin: string;
  readonly places: Places;
  /** what is in localStorage when the page is loaded first */
  readonly kept?: Readonly<Record<string, string>>;
}

const PATIENCE = { timeout: 15_000, interval: 20 };

/** A page that is watched: what it asks, says and shows, and what goes wrong in it. Loaded when its page says so. */
export async function visit(path: string, visiting: Visiting): Promise<Visit> {
  const { browser, origin, places, kept = {} } = visiting;
  const context = await browser.newContext({ storageState: storageOf(origin, kept) });
  const page = await context.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  const withToken = new Set<string>();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(faultOf(message, (url) => nameOf('GET', url, { origin, places })));
  });
  page.on('dialog', (dialog) => {
    faults.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const name = nameOf(request.method(), request.url(), { origin, places });
    if (name === null) return;
    asked.push(name);
    if (request.headers()['authorization'] !== undefined) withToken.add(name);
  });
  page.on('websocket', (socket) => {
    asked.push('WS connect');
    socket.on('framesent', ({ payload }) => said.push(wordsOf(String(payload))));
  });
  const shown = (): Promise<Shown> => page.evaluate(SHOWN);
  const go = async (to: string): Promise<void> => {
    await page.goto(`${origin}${to}`);
    await page.waitForSelector('[data-name="rendered"]', { state: 'attached', timeout: PATIENCE.timeout }).catch(() => {
      throw new Error(`${to} was not rendered: ${JSON.stringify(faults)}`);
    });
  };
  await go(path);
  return {
    page,
    asked,
    said,
    withToken,
    faults,
    shown,
    async rows(name) {
      const table = (await shown())[name];
      if (table === undefined || typeof table === 'string') throw new Error(`there is no table ${name}`);
      return table;
    },
    expectShown: (expected) => expect.poll(shown, PATIENCE).toMatchObject(expected),
    go,
    close: () => context.close(),
  };
}

const storageOf = (origin: string, kept: Readonly<Record<string, string>>) => ({
  cookies: [],
  origins: [{ origin, localStorage: Object.entries(kept).map(([name, value]) => ({ name, value })) }],
});

function faultOf(message: ConsoleMessage, named: (url: string) => string | null): string {
  const status = /with a status of (\d+)/.exec(message.text())?.[1];
  return status === undefined ? message.text() : `${status} ${named(message.location().url)}`;
}

function nameOf(method: string, url: string, { origin, places }: { readonly origin: string; readonly places: Places }) {
  const path = url.replace(/[?&](t|_t|v)=\d+$/, '');
  if (path.startsWith(`${places.files}/`)) return `file ${path.slice(places.files.length + 1)}`;
  if (path.startsWith(places.api)) return `${method} ${path.slice(places.api.length)}`;
  return path.startsWith(`${origin}/locales/`) ? path.slice(origin.length) : null;
}

function wordsOf(payload: string): string {
  const { action, channel = '', params = {} } = JSON.parse(payload);
  return action === 'pong' ? 'pong' : `${action} ${channel} ${JSON.stringify(params)}`;
}

/** Evaluated in the page, whose types are not known here. */
const SHOWN = `Object.fromEntries([...document.querySelectorAll('[data-name]')].map((one) => [
  one.dataset.name,
  one.querySelector(':scope > table') === null
    ? one.textContent
    : [...one.querySelectorAll('tr')].map((row) => [...row.cells].map((cell) => cell.textContent)),
]))`;
