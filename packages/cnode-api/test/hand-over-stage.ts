import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSnapshotFile } from '@pooltool/codec';
import type { LedgerArrival } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { type MemoryLog, memoryLog } from '@pooltool/shared-utils/log';
import { makeMetrics } from '@pooltool/shared-utils/metrics';
import { arrivalsAfter } from '@pooltool/store';
import { expect, vi } from 'vitest';
import { databaseServer, type Send } from '../../cnode/src/hand-over/database-server.ts';
import type { HandOver } from '../../cnode/src/hand-over/hand-over.ts';
import { keepHandingOver, type Progress } from '../../cnode/src/hand-over/keep-handing-over.ts';
import { decodeLedgerDump } from '../../cnode/src/index.ts';
import { handOverMetrics } from '../../cnode/src/metrics.ts';
import { newBell, ringOnChange } from '../../cnode/src/spool/bell.ts';
import { openSpool } from '../../cnode/src/spool/spool.ts';
import { samplePath } from '../../cnode/test/dump/samples.ts';
import { type DatabaseServerOfTest, DEVNET, SECRET, startDatabaseServer } from './cnode-api-server.ts';

/** What may stand between a daemon and its world. */
export interface World {
  readonly objects?: ObjectStore;
  readonly send?: Send;
  readonly secret?: string;
  readonly network?: typeof DEVNET;
  readonly prepare?: HandOver['prepare'];
}

/** One life of the cnode daemon over the folder. */
export interface Life {
  readonly log: MemoryLog;
  ended(): boolean;
  progress(): Progress;
  /** of its metrics */
  page(): Promise<string>;
  end(): Promise<void>;
}

/** A DATABASE server, and a dump folder that is each test's own. */
export interface HandOverStage {
  readonly server: DatabaseServerOfTest;
  /** `die` ends the life where it stands. */
  cnode(world?: (die: () => never) => World): Promise<Life>;
  appear(dump: string, name?: string): Promise<void>;
  path(name: string): string;
  inFolder(within: string): Promise<string[]>;
  arrived(): Promise<LedgerArrival[]>;
  /** of the object store */
  keys(): Promise<string[]>;
  /** Time passes `stepMs` at a time until it is so. */
  eventually(look: () => Promise<void>, stepMs?: number): Promise<void>;
  handedOver(count: number): Promise<void>;
  /** It arrived once, everything it names is there and loads, and nothing is left to do. */
  expectArrivedOnce(dump: string): Promise<void>;
  beforeEach(): Promise<void>;
  afterEach(): Promise<void>;
  close(): Promise<void>;
}

export async function openHandOverStage(): Promise<HandOverStage> {
  const server = await startDatabaseServer();
  const lives: Life[] = [];
  let folder = '';

  async function keys(): Promise<string[]> {
    const all: string[] = [];
    for await (const { key } of server.objects.list('')) all.push(key);
    return all;
  }

  const stage: HandOverStage = {
    server,
    keys,
    async cnode(world = () => ({})) {
      const life = await liveOver({ folder, server, world });
      lives.push(life);
      return life;
    },
    appear: (dump, name = dump) => copyFile(samplePath(dump), join(folder, name)),
    path: (name) => join(folder, name),
    inFolder: (within) => readdir(join(folder, within)),
    arrived: async () => (await arrivalsAfter(server.pool, 0n)).map(({ arrival }) => arrival),
    eventually: (look, stepMs = 500) =>
      vi.waitFor(
        async () => {
          await server.clock.advance(stepMs);
          await look();
        },
        { timeout: 25_000, interval: 20 },
      ),
    handedOver: (count) => stage.eventually(async () => expect(await stage.inFolder('done')).toHaveLength(count)),
    async expectArrivedOnce(dump) {
      const { epoch, mark, accounts } = decodeLedgerDump(samplePath(dump));
      const arrivals = await stage.arrived();
      expect(arrivals.map((one) => one.epoch)).toEqual([epoch]);
      const [arrival] = arrivals;
      if (arrival === undefined) throw new Error('it arrived');
      expect(await keys()).toEqual([...arrival.snapshots, arrival.accounts].map(({ key }) => key).sort());
      const load = async (key = '') => decodeSnapshotFile((await server.objects.get(key))?.bytes ?? new Uint8Array());
      const markFile = await load(arrival.snapshots.find(({ role }) => role === 'mark')?.key);
      expect(markFile.snapshot).toEqual({ pools: mark.pools, delegators: mark.delegators });
      expect((await load(arrival.accounts.key)).accounts).toEqual(accounts);
      // A dump is in done the moment before what was made of it is removed.
      await stage.eventually(async () =>
        expect(await Promise.all(['taken', 'prepared', 'refused'].map(stage.inFolder))).toEqual([[], [], []]),
      );
      expect(server.outcomes.filter((outcome) => outcome === 'replaced')).toEqual([]);
    },
    async beforeEach() {
      folder = await mkdtemp(join(tmpdir(), 'pooltool-hand-over-'));
    },
    async afterEach() {
      await Promise.all(lives.splice(0).map((life) => life.end()));
      await rm(folder, { recursive: true });
      await server.pool.query('truncate ledger_arrival');
      for (const key of await keys()) await server.objects.delete([key]);
    },
    close: () => server.close(),
  };
  return stage;
}

async function liveOver({
  folder,
  server,
  world,
}: {
  folder: string;
  server: DatabaseServerOfTest;
  world: (die: () => never) => World;
}): Promise<Life> {
  const { clock } = server;
  const ending = new AbortController();
  const log = memoryLog();
  const metrics = makeMetrics({ daemon: 'cnode', processMetrics: false });
  const die = (): never => {
    ending.abort(new Error('killed'));
    throw new Error('killed');
  };
  const { objects = server.objects, network = DEVNET, secret = SECRET, send = fetch, prepare } = world(die);
  const spool = await openSpool({ folder, settleMs: 1000, kept: 10, clock });
  const bell = newBell(clock);
  const watching = ringOnChange({ folder, bell, log });
  const figures = handOverMetrics({ metrics, spool });
  let progress: Progress = { failures: 0, stuckOn: null };
  const parts = { spool, objects, network, clock, log, signal: ending.signal, bell, ...figures };
  const done = keepHandingOver({
    ...parts,
    ...(prepare === undefined ? {} : { prepare }),
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
  return {
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
}
