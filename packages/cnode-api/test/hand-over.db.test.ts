import { copyFile, mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSnapshotFile } from '@pooltool/codec';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { memoryLog } from '@pooltool/shared-utils/log';
import { makeMetrics } from '@pooltool/shared-utils/metrics';
import { arrivalsAfter } from '@pooltool/store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { databaseServer, type Send } from '../../cnode/src/hand-over/database-server.ts';
import { keepHandingOver, type Progress } from '../../cnode/src/hand-over/keep-handing-over.ts';
import { decodeLedgerDump } from '../../cnode/src/index.ts';
import { handOverMetrics } from '../../cnode/src/metrics.ts';
import { newBell, ringOnChange } from '../../cnode/src/spool/bell.ts';
import { openSpool } from '../../cnode/src/spool/spool.ts';
import { DEVNET as DUMPS, ifPresent, samplePath, samplesAbsent, wrapped } from '../../cnode/test/dump/samples.ts';
import { type DatabaseServerOfTest, DEVNET, SECRET, startDatabaseServer } from './cnode-api-server.ts';

let server: DatabaseServerOfTest;
let folder: string;
const lives: { end(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await startDatabaseServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-hand-over-'));
});
afterEach(async () => {
  await Promise.all(lives.splice(0).map((life) => life.end()));
  await rm(folder, { recursive: true });
  await server.pool.query('truncate ledger_arrival');
  for await (const { key } of server.objects.list('')) await server.objects.delete([key]);
});

/** What may stand between a daemon and its world. */
interface World {
  readonly objects?: ObjectStore;
  readonly send?: Send;
  readonly secret?: string;
  readonly network?: typeof DEVNET;
}

/** One life of the cnode daemon over the folder; `die` ends it where it stands. */
async function cnode(world: (die: () => never) => World = () => ({})) {
  const { clock } = server;
  const ending = new AbortController();
  const log = memoryLog();
  const metrics = makeMetrics({ daemon: 'cnode', processMetrics: false });
  const die = (): never => {
    ending.abort(new Error('killed'));
    throw new Error('killed');
  };
  const { objects = server.objects, network = DEVNET, secret = SECRET, send = fetch } = world(die);
  const spool = await openSpool({ folder, settleMs: 1000, kept: 10, clock });
  const bell = newBell(clock);
  const watching = ringOnChange({ folder, bell, log });
  const figures = handOverMetrics({ metrics, spool });
  let progress: Progress = { failures: 0, stuckOn: null };
  const parts = { spool, objects, network, clock, log, signal: ending.signal, bell, ...figures };
  const done = keepHandingOver({
    ...parts,
    server: databaseServer({ url: server.url(), secret, clock, signal: ending.signal, send }),
    pollMs: 60_000,
    report: (now) => {
      progress = now;
      figures.report(now);
    },
  });
  let ended = false;
  void done.then(() => {
    ended = true;
  });
  const life = {
    log,
    ended: () => ended,
    progress: () => progress,
    page: async () => (await metrics.page()).text,
    async end() {
      ending.abort(new Error('asked to stop'));
      watching.close();
      await done;
    },
  };
  lives.push(life);
  return life;
}

const [FIRST = '', SECOND = '', THIRD = ''] = DUMPS;
const appear = (dump: string, name = dump): Promise<void> => copyFile(samplePath(dump), join(folder, name));
const inFolder = (within: string): Promise<string[]> => readdir(join(folder, within));
const arrived = async () => (await arrivalsAfter(server.pool, 0n)).map(({ arrival }) => arrival);
const eventually = (look: () => Promise<void>): Promise<void> =>
  vi.waitFor(
    async () => {
      await server.clock.advance(500);
      await look();
    },
    { timeout: 15_000, interval: 20 },
  );
const handedOver = (count: number): Promise<void> =>
  eventually(async () => expect(await inFolder('done')).toHaveLength(count));

async function keys(): Promise<string[]> {
  const all: string[] = [];
  for await (const { key } of server.objects.list('')) all.push(key);
  return all;
}

/** It arrived once, everything it names is there and loads, and nothing is left to do. */
async function expectArrivedOnce(dump: string): Promise<void> {
  const { epoch, mark, accounts } = decodeLedgerDump(samplePath(dump));
  const arrivals = await arrived();
  expect(arrivals.map((one) => one.epoch)).toEqual([epoch]);
  const [arrival] = arrivals;
  if (arrival === undefined) throw new Error('it arrived');
  expect(await keys()).toEqual([...arrival.snapshots, arrival.accounts].map(({ key }) => key).sort());
  const load = async (key = '') => decodeSnapshotFile((await server.objects.get(key))?.bytes ?? new Uint8Array());
  const markFile = await load(arrival.snapshots.find(({ role }) => role === 'mark')?.key);
  expect(markFile.snapshot).toEqual({ pools: mark.pools, delegators: mark.delegators });
  expect((await load(arrival.accounts.key)).accounts).toEqual(accounts);
  // A dump is in done the moment before what was made of it is removed.
  await eventually(async () =>
    expect([await inFolder('taken'), await inFolder('prepared'), await inFolder('refused')]).toEqual([[], [], []]),
  );
  expect(server.outcomes.filter((outcome) => outcome === 'replaced')).toEqual([]);
}

describe.skipIf(samplesAbsent)(`a dump that appears in the folder${ifPresent}`, () => {
  test('arrives, with everything the DATABASE server has to be told', async () => {
    const life = await cnode();
    await appear(SECOND);
    await handedOver(1);
    await expectArrivedOnce(SECOND);
    // Counted last of all, when nothing is left to do.
    await eventually(async () =>
      expect(await life.page()).toMatch(/pooltool_dumps_total\{outcome="handed-over",daemon="cnode"\} 1/),
    );
    expect(life.log.events()).toEqual(['ledger-dump.prepared', 'ledger-dump.handed-over']);
    expect(await life.page()).toMatch(/pooltool_last_dump_epoch\{daemon="cnode"\} 1/);
  });

  test('arrives in its epoch’s order, and brings only what did not arrive before', async () => {
    for (const dump of [THIRD, FIRST, SECOND]) await appear(dump);
    await cnode();
    await handedOver(3);
    const told = (await arrived()).map(({ epoch, snapshots }) => [epoch, snapshots.map(({ role }) => role)]);
    expect(told).toEqual([
      [0, ['mark', 'set']],
      [1, ['mark']],
      [2, ['mark']],
    ]);
  });

  test('twice, under two names and in two wrappings, is known the second time', async () => {
    await appear(SECOND);
    await appear(wrapped(SECOND));
    const before = server.outcomes.length;
    await cnode();
    await handedOver(2);
    await expectArrivedOnce(SECOND);
    expect(server.outcomes.slice(before)).toEqual(['recorded', 'known']);
  });
});

describe.skipIf(samplesAbsent)(`killed${ifPresent}`, () => {
  /** Passes everything on, and dies in the middle of one operation. */
  const dyingObjects = (die: () => never, at: { put: number; when: 'before' | 'after' }): ObjectStore => {
    let puts = 0;
    return {
      ...server.objects,
      async put(object) {
        puts += 1;
        if (puts === at.put && at.when === 'before') die();
        const put = await server.objects.put(object);
        return puts === at.put ? die() : put;
      },
    };
  };
  const dyingSend =
    (die: () => never, at: { path: string; when: 'before' | 'after' }): Send =>
    async (url, request) => {
      const hit = url.href.includes(at.path);
      if (hit && at.when === 'before') die();
      const response = await fetch(url, request);
      return hit ? die() : response;
    };

  test.each<[string, (die: () => never) => World]>([
    ['before it knows what to bring', (die) => ({ send: dyingSend(die, { path: 'needs', when: 'before' }) })],
    ['when it was told what to bring', (die) => ({ send: dyingSend(die, { path: 'needs', when: 'after' }) })],
    ['before the first file is sent', (die) => ({ objects: dyingObjects(die, { put: 1, when: 'before' }) })],
    ['between two files', (die) => ({ objects: dyingObjects(die, { put: 2, when: 'before' }) })],
    ['when all files are sent', (die) => ({ objects: dyingObjects(die, { put: 4, when: 'after' }) })],
    ['before it tells of the dump', (die) => ({ send: dyingSend(die, { path: 'arrivals', when: 'before' }) })],
    ['before it hears that it was recorded', (die) => ({ send: dyingSend(die, { path: 'arrivals', when: 'after' }) })],
  ])('%s, it goes on and the dump arrives once', async (_when, world) => {
    await appear(SECOND);
    const first = await cnode(world);
    await eventually(async () => expect(first.ended()).toBe(true));
    expect(await inFolder('done')).toEqual([]);
    expect(await inFolder('taken')).toHaveLength(1);
    await cnode();
    await handedOver(1);
    await expectArrivedOnce(SECOND);
  });

  test('in the middle of preparing, it leaves nothing half-made behind', async () => {
    await appear(SECOND);
    const first = await cnode();
    await eventually(async () => expect(await inFolder('taken')).toHaveLength(1));
    await first.end();
    await cnode();
    await handedOver(1);
    await expectArrivedOnce(SECOND);
  });
});

describe.skipIf(samplesAbsent)(`a dump waits${ifPresent}`, () => {
  test('while the DATABASE server is down, and arrives when it is back', async () => {
    await server.down();
    const life = await cnode();
    await appear(SECOND);
    await eventually(async () => expect(life.progress().failures).toBeGreaterThan(2));
    expect(life.progress().stuckOn).toBe('POOLTOOL_DATABASE_SERVER_UNREACHABLE');
    const delays = life.log.of('ledger-dump.waits').map(({ delayMs }) => delayMs);
    expect(delays.slice(0, 3)).toEqual([1000, 2000, 4000]);
    await server.up();
    await handedOver(1);
    await expectArrivedOnce(SECOND);
    await eventually(async () => expect(life.progress()).toEqual({ failures: 0, stuckOn: null }));
  });

  test('while the object store is down', async () => {
    let up = false;
    const head: ObjectStore['head'] = (key) => (up ? server.objects.head(key) : Promise.reject(new Error('no S3')));
    const life = await cnode(() => ({ objects: { ...server.objects, head } }));
    await appear(SECOND);
    await eventually(async () => expect(life.progress().failures).toBeGreaterThan(0));
    up = true;
    await handedOver(1);
    await expectArrivedOnce(SECOND);
  });

  test('while the two servers hold different secrets, and says so', async () => {
    const life = await cnode(() => ({ secret: 'y'.repeat(40) }));
    await appear(SECOND);
    await eventually(async () => expect(life.progress().stuckOn).toBe('POOLTOOL_DATABASE_SERVER_DENIES'));
    expect(await inFolder('taken')).toHaveLength(1);
    expect(JSON.stringify(life.log.entries)).toContain('do both servers hold the same secret?');
  });

  test('when its files vanished from the object store, until they are there again', async () => {
    let lost = false;
    const life = await cnode(() => ({
      send: async (url, request) => {
        if (url.href.includes('arrivals') && !lost) {
          lost = true;
          await server.objects.delete(await keys());
        }
        return fetch(url, request);
      },
    }));
    await appear(SECOND);
    await handedOver(1);
    expect(life.log.of('ledger-dump.waits')).toHaveLength(1);
    await expectArrivedOnce(SECOND);
  });
});

describe.skipIf(samplesAbsent)(`a dump is refused, kept, and holds up nobody${ifPresent}`, () => {
  const reason = async (): Promise<unknown> => {
    const files = await inFolder('refused');
    expect(files).toHaveLength(2);
    const [file = ''] = files.filter((name) => name.endsWith('.reason.json'));
    return JSON.parse(await readFile(join(folder, 'refused', file), 'utf8'));
  };

  test('when it is cut short: code, byte and path stand beside it', async () => {
    await appear(SECOND, 'cut.cbor');
    await truncate(join(folder, 'cut.cbor'), 6000);
    await appear(THIRD);
    await cnode();
    await handedOver(1);
    expect(await reason()).toEqual({
      code: 'POOLTOOL_DUMP_TRUNCATED',
      message: expect.stringContaining('the ledger dump at 4.'),
      offset: expect.any(Number),
      path: expect.stringMatching(/^4\./),
    });
    expect((await arrived()).map(({ epoch }) => epoch)).toEqual([2]);
  });

  test('when it is of another network than the DATABASE server’s', async () => {
    const life = await cnode(() => ({ network: { ...DEVNET, magic: 43 } }));
    await appear(SECOND);
    await eventually(async () => expect(await inFolder('refused')).toHaveLength(2));
    expect(await reason()).toMatchObject({
      code: 'POOLTOOL_ARRIVAL_REFUSED',
      message: expect.stringContaining('POOLTOOL_ARRIVAL_OF_OTHER_NETWORK'),
    });
    expect(await arrived()).toEqual([]);
    await eventually(async () => expect(life.log.events()).toContain('ledger-dump.refused'));
  });
});
