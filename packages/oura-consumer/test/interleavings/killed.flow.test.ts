import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { decodeBlock, readBrotliBlocks } from '@pooltool/codec';
import { preview } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction, openPool } from '@pooltool/shared-utils/pg';
import { type FeedItem, runOuraFeed } from '@pooltool/simulator/feed';
import { claimNetwork, pruneSpentOutputs, settleChain } from '@pooltool/store';
import { createTestDatabase, rowDifference, type TestDatabase, tableRows } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../../scripts/project-node.mjs';
import { anyPorts } from '../../../../scripts/start/ports.ts';
import { chainFollower } from '../../src/follow-chain.ts';

const chain = join(projectRoot, '../shared/data/chain/preview/epoch09.cbor.br');
const BLOCKS = 2_000;
const KILLS = 10;
/** design.md 10; once in a while a machine that is busy with other tests may take longer */
const RECOVERY_BUDGET_MS = 10_000;
/** within one block's work at the tip */
const LONGEST_FUSE_MS = 6;

describe.skipIf(!existsSync(chain))('while 2,000 real blocks are posted (../shared/data present)', () => {
  const blocks: Uint8Array[] = [];
  let database: TestDatabase;
  let clean: TestDatabase;
  let daemon: Daemon;
  beforeAll(async () => {
    for await (const bytes of readBrotliBlocks(chain)) if (blocks.length < BLOCKS) blocks.push(bytes.slice());
    [database, clean] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const { 'oura-consumer': port } = await anyPorts();
    daemon = keepRunning({ DATABASE_URL: database.url, NETWORK: 'preview', OURA_CONSUMER_PORT: `${port}` }, port);
  });
  afterAll(async () => {
    await daemon?.stop();
    await database?.close();
    await clean?.close();
  });

  test(`kill -9 of the consumer at ${KILLS} random moments loses nothing, repeats nothing, and it is back within ten seconds`, async () => {
    const kills = momentsOf(KILLS);
    const recoveries: number[] = [];
    let killedAt: number | null = null;
    let delivered = 0;
    await runOuraFeed({
      items: items(blocks),
      url: daemon.url,
      dumpFolder: '',
      clock: systemClock,
      signal: AbortSignal.timeout(220_000),
      onDelivered: () => {
        delivered += 1;
        if (killedAt !== null && daemon.isBack()) {
          recoveries.push(performance.now() - killedAt);
          killedAt = null;
        }
        const fuseMs = kills.get(delivered);
        if (fuseMs === undefined) return;
        // The next block is on its way when this burns down: its transaction may be anywhere.
        setTimeout(() => {
          killedAt = performance.now();
          daemon.kill();
        }, fuseMs);
      },
    });
    expect(daemon.kills).toBe(KILLS);
    const told = `ms to the next block taken: ${recoveries.map(Math.round).join(', ')}`;
    expect(recoveries.length, told).toBeGreaterThan(KILLS / 2);
    const inOrder = recoveries.toSorted((a, b) => a - b);
    expect(inOrder[Math.floor(inOrder.length / 2)], told).toBeLessThan(RECOVERY_BUDGET_MS);
    expect(inOrder.at(-1), told).toBeLessThan(3 * RECOVERY_BUDGET_MS);

    await daemon.stop();
    await replay(clean);
    // The daemon drops outputs spent long ago at moments of its own.
    for (const { pool } of [database, clean]) {
      await inTransaction(pool, (tx) => settleChain(tx, preview));
      await inTransaction(pool, (tx) => pruneSpentOutputs(tx, { most: 100_000 }));
    }
    expect(rowDifference(await tableRows(database.pool), await tableRows(clean.pool))).toEqual([]);
    const { rows } = await database.pool.query('select count(*) as undone from undone_block');
    expect(rows, 'nothing was taken back on the way').toEqual([{ undone: 0n }]);
  });

  async function replay({ url, pool }: TestDatabase): Promise<void> {
    await claimNetwork(pool, preview);
    const pipelined = openPool({ connectionString: url, applicationName: 'replay', pipelined: true });
    const follower = chainFollower({ pool: pipelined, network: preview, clock: systemClock, log: memoryLog() });
    await follower.followBlocks(blocks);
    await pipelined.end();
  }
});

async function* items(blocks: readonly Uint8Array[]): AsyncGenerator<FeedItem> {
  for (const bytes of blocks) yield { kind: 'block', bytes, block: decodeBlock(bytes) };
}

/** After which blocks the fuse is lit, and how long it burns. */
function momentsOf(count: number): ReadonlyMap<number, number> {
  const apart = BLOCKS / (count + 1);
  const near = (place: number) => Math.round((place + 1 + (Math.random() - 0.5) / 2) * apart);
  return new Map(Array.from({ length: count }, (_, place) => [near(place), Math.random() * LONGEST_FUSE_MS]));
}

interface Daemon {
  readonly url: string;
  readonly kills: number;
  kill(): void;
  /** the one that was killed last is gone, and another runs */
  isBack(): boolean;
  stop(): Promise<void>;
}

/** The real daemon, begun again whenever it ends, as PM2 does. */
function keepRunning(settings: Readonly<Record<string, string>>, port: number): Daemon {
  let stopped = false;
  let kills = 0;
  let killed: ChildProcess | null = null;
  let running = start();

  function start(): ChildProcess {
    const child = spawn(process.execPath, [join(projectRoot, 'packages/oura-consumer/src/main.ts')], {
      cwd: projectRoot,
      env: { ...process.env, ...settings, LOG_LEVEL: 'error' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.once('exit', () => {
      if (!stopped) running = start();
    });
    return child;
  }

  return {
    url: `http://127.0.0.1:${port}/ouraconsume`,
    get kills() {
      return kills;
    },
    kill() {
      kills += 1;
      killed = running;
      running.kill('SIGKILL');
    },
    isBack: () => running !== killed,
    async stop() {
      if (stopped) return;
      stopped = true;
      const gone = once(running, 'exit');
      running.kill('SIGTERM');
      await gone;
    },
  };
}
