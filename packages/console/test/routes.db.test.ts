import { tellPipeline } from '@pooltool/pipeline';
import { systemClock } from '@pooltool/shared-utils/clock';
import { inTransaction, openPool } from '@pooltool/shared-utils/pg';
import { markDocuments } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveConsole } from './served.ts';
import { smallRegistry, smallSensors } from './small-assets.ts';
import { CHECK_FAILED, networkStarted, recordChain, recordRewards, recordRun } from './small-truth.ts';

let database: TestDatabase;
let served: Awaited<ReturnType<typeof serveConsole>>;
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${served.address}${path}`, { headers });
const textOf = async (path: string): Promise<string> => (await get(path)).text();
const jsonOf = async (path: string): Promise<unknown> => (await get(path)).json();

beforeAll(async () => {
  database = await createTestDatabase();
  served = await serveConsole(database.pool);
});
afterAll(async () => {
  await served.close();
  await database.close();
});

interface Told {
  readonly event: string;
  readonly part?: string;
  readonly html?: string;
  readonly data?: unknown;
}

/** The server-sent events of a console, one after the other. */
async function* eventsOf(address: string, stop: AbortSignal): AsyncGenerator<Told> {
  const answer = await fetch(`${address}/events`, { signal: stop });
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += new TextDecoder().decode(chunk);
    const whole = text.split('\n\n');
    text = whole.pop() ?? '';
    for (const one of whole) {
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(one) ?? [];
      if (event !== undefined && data !== undefined) yield { event, ...JSON.parse(data) };
    }
  }
}

/** Does something as soon as the stream has begun, and reads until an event fits. */
async function eventThat(fits: (told: Told) => boolean, meanwhile: () => Promise<void>): Promise<Told> {
  const stop = new AbortController();
  let did: Promise<void> | undefined;
  try {
    for await (const told of eventsOf(served.address, stop.signal)) {
      did ??= meanwhile();
      if (fits(told)) return told;
    }
    throw new Error('the stream ended');
  } finally {
    await did;
    stop.abort();
  }
}

describe('of a new database', () => {
  test('the page says what is not there yet, and why', async () => {
    const page = await textOf('/');
    for (const told of [
      'No network yet.',
      'No epoch is known yet',
      'No worker has told of its assets yet',
      'Every document shows the truth',
      'No queue yet',
      'No sensor yet',
    ]) {
      expect(page).toContain(told);
    }
    expect(await jsonOf('/api/chain')).toEqual({ network: null, tip: null });
  });
});

describe('of a database in use', () => {
  const nowSlot = 9_000;
  beforeAll(async () => {
    await recordChain(database.pool, networkStarted(nowSlot, systemClock.now()), { slots: [100, 5_000, nowSlot - 20] });
    await recordRewards(database.pool, 2);
    await tellPipeline(database.pool, smallRegistry(), smallSensors);
    await recordRun(database.pool, { asset: 'rewards', partition: 1, state: 'failed', error: CHECK_FAILED });
  });

  test('JSON tells the same figures with every digit', async () => {
    expect(await jsonOf('/api/chain')).toMatchObject({
      network: { name: 'garden' },
      tip: { height: 3, slot: nowSlot - 20, epoch: 2, late: false },
    });
    expect(await textOf('/api/epochs')).toContain('"reserves":13286160713000000,');
    expect(await jsonOf('/api/blocks')).toMatchObject({ endsAt: 'now', expected: 3 });
    expect(await jsonOf('/api/view')).toHaveProperty('grid.failures.0.code', 'POOLTOOL_CHECK_FAILED');
    expect(await jsonOf('/api/partitions/rewards/1')).toMatchObject({ state: 'failed', run: { error: CHECK_FAILED } });
  });

  test('nothing may come from elsewhere, and no script may stand in the page', async () => {
    const answer = await get('/');
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    const page = await answer.text();
    expect(page).not.toMatch(/<script(?! type="module" src=)|<style| style=| on\w+=|https?:/);
  });

  test('files are asked again and not sent again', async () => {
    for (const path of ['/static/console.css', '/static/console.js', '/uplot/uPlot.esm.js', '/uplot/uPlot.min.css']) {
      const first = await get(path);
      expect([path, first.status, first.headers.get('cache-control')]).toEqual([path, 200, 'no-cache']);
      const again = await get(path, { 'if-none-match': first.headers.get('etag') ?? '', 'cache-control': 'max-age=0' });
      expect(again.status).toBe(304);
    }
    expect((await get('/static/../src/main.ts')).status).toBe(404);
  });

  test('what is not there is told to a person as a page, to a program as JSON', async () => {
    for (const path of ['/runs/77', '/runs/x', '/partitions/rewords/99', '/assets/rewords']) {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    }
    expect(await jsonOf('/api/runs/77')).toMatchObject({ error: { code: 'POOLTOOL_RUN_UNKNOWN' } });
  });

  test('a name that PostgreSQL cannot hold is one that nobody asked for', async () => {
    expect((await get('/partitions/rewards%00/1')).status).toBe(404);
    for (const path of ['/partitions/rewards/%00', '/partitions/rewards/%EF%BF%BF', '/partitions/rewards/07'])
      expect((await get(path)).status, path).toBe(400);
  });

  test('the events carry the headers of a page', async () => {
    const stop = new AbortController();
    const answer = await fetch(`${served.address}/events`, { signal: stop.signal });
    stop.abort();
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('asked for the head of the events alone, it does not begin to tell them', async () => {
    const asked = fetch(`${served.address}/events`, { method: 'HEAD', signal: AbortSignal.timeout(5_000) });
    expect((await asked).status).toBe(404);
  });

  test('a document mark is told at once to who watches, as data and as markup', async () => {
    const event = await eventThat(
      ({ part, data }) => part === 'documents' && JSON.stringify(data).includes('circulating_supply'),
      () => inTransaction(database.pool, (tx) => markDocuments(tx, [{ kind: 'circulating_supply', subject: '1' }])),
    );
    expect(event.html).toContain('circulating_supply');
  });

  test('what did not change is not sent again', async () => {
    const parts: string[] = [];
    await eventThat(
      ({ part, data }) => {
        if (part !== undefined) parts.push(part);
        return part === 'documents' && JSON.stringify(data).includes('total_active_stake');
      },
      () => inTransaction(database.pool, (tx) => markDocuments(tx, [{ kind: 'total_active_stake', subject: '1' }])),
    );
    expect(parts.filter((part) => part === 'epochs')).toHaveLength(1);
  });

  test('a partition that nobody asked for has a page that says why, and what would make it', async () => {
    const page = await textOf('/partitions/rewards/2');
    expect(page).toContain('what it needs is not there');
    expect(page).toContain('<a href="/partitions/epoch_params/2">epoch_params 2</a>');
    expect(await jsonOf('/api/partitions/rewards/2')).toMatchObject({
      state: 'missing',
      run: null,
      told: { retry: { attempts: 3 } },
    });
  });

  test('one asset, all assets and the sensors are there for people and for programs', async () => {
    for (const path of ['/assets', '/assets?state=failed&count=100', '/assets/rewards', '/sensors']) {
      const page = await textOf(path);
      expect(page, path).toContain('<main id="main">');
      expect(page, path).not.toMatch(/<script(?! type="module" src=)|<style| style=| on\w+=|https?:/);
    }
    expect(await jsonOf('/api/assets/rewards')).toMatchObject({
      madeFrom: [{ asset: 'epoch_params', label: '' }, { asset: 'stake_snapshot' }],
      states: { failed: 1 },
    });
    expect(await jsonOf('/api/assets')).toHaveProperty('graphs.0.graph.nodes.3.state', 'failed');
    expect(await jsonOf('/api/sensors/ticks')).toEqual({ network: 'garden', sensors: [] });
  });

  test('nothing can be sent to what shows', async () => {
    for (const path of ['/', '/events', '/api/view', '/runs/1', '/partitions/rewards/1', '/assets', '/sensors']) {
      for (const method of ['POST', 'PUT', 'DELETE']) {
        expect((await fetch(`${served.address}${path}`, { method })).status, `${method} ${path}`).toBe(404);
      }
    }
  });
});

test('pages that watch do not keep the console from stopping', async () => {
  const other = await createTestDatabase();
  const own = await serveConsole(other.pool);
  const watching = await fetch(`${own.address}/events`);
  const text = new Response(watching.body).text();
  await own.close();
  expect(await text).toContain('event: hello');
  await other.close();
});

test('a database that goes away and comes back is told to who watches', async () => {
  const other = await createTestDatabase();
  const own = await serveConsole(other.pool);
  const name = new URL(other.url).pathname.slice(1);
  const admin = openPool({
    connectionString: other.url.replace(/\/[^/]*$/, '/postgres'),
    applicationName: 'test',
    max: 1,
  });
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const { event, part } of eventsOf(own.address, stop.signal)) {
    seen.push(event);
    if (part === 'sensors' && !seen.includes('down')) {
      await admin.query(`alter database ${name} with allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    }
    if (event === 'down') await admin.query(`alter database ${name} with allow_connections true`);
    if (event === 'up') break;
  }
  stop.abort();
  expect(seen.filter((event) => event === 'up')).toHaveLength(1);
  expect(own.log.events().filter((event) => event === 'console.unread')).toHaveLength(1);
  await own.close();
  await admin.end();
  await other.close();
});
