import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkText } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import type { Pool } from '@pooltool/shared-utils/pg';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedOf } from '../../../oura-consumer/test/interleavings/proof-settings.ts';
import { untilAllIsDone } from './case.ts';
import { BUCKET, type ChainInput, recordInput, simulation } from './chain-input.ts';
import { type Daemon, keepRunning } from './daemons.ts';
import { outcomeOf, subscribe } from './outcome.ts';
import { assertSame, type Reference, undisturbed } from './prover.ts';
import { openScene, type Scene } from './scene.ts';

/** As they stand in the database for everybody to see: whoever runs it is killed there, and whoever runs beside. */
const BOUNDARIES = [
  'epoch_params save',
  'stake_snapshot compute',
  'rewards_forecast save',
  'loyalty save',
  'rewards load',
  'averages save',
  'reward_export load',
  'archive load',
] as const;

/** From the moment such a step is seen: it may be at its beginning, in its middle or over. */
const LONGEST_FUSE_MS = 25;
const PUBLISHER_KILLS = 4;
const LOOK_MS = 2;

const seed = seedOf();
/** in [0, 1), by the seed */
const random = (() => {
  const samples = fc.sample(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { seed, numRuns: 1_000 });
  let next = 0;
  return (): number => samples[next++ % samples.length] ?? 0;
})();

let folder: string;
let input: ChainInput;
let reference: Reference;
let scene: Scene;
const daemons: Daemon[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-killed-'));
  await writeFile(join(folder, 'network.json'), networkText(simulation.network));
  input = await recordInput();
  reference = await undisturbed(input);
  scene = await openScene(input);
  await subscribe(scene, reference.kinds);
}, 240_000);
afterAll(async () => {
  await Promise.all(daemons.map((daemon) => daemon.stop()));
  await scene?.close();
  await input?.close();
  await rm(folder, { recursive: true, force: true });
});

function startDaemons(): { readonly workers: readonly Daemon[]; readonly publisher: Daemon } {
  const settings = {
    DATABASE_URL: scene.database.url,
    NETWORK: join(folder, 'network.json'),
    OBJECT_STORE_ENDPOINT: scene.addresses.objects,
    OBJECT_STORE_BUCKET: BUCKET,
    FIREBASE_DATABASE_URL: scene.addresses.firebase,
    EPOCH_PROCESSING_PORT: '0',
    PUBLISHER_PORT: '0',
    TELL_REWARDS_WITHIN: '36500d',
  };
  const workers = [keepRunning('epoch-processing', settings), keepRunning('epoch-processing', settings)];
  const publisher = keepRunning('publisher', settings);
  daemons.push(...workers, publisher);
  return { workers, publisher };
}

test(`kill -9 of two epoch-processing and the publisher, at steps and anywhere (seed ${seed}): the same rows, objects and documents, every notice once`, async () => {
  const { workers, publisher } = startDaemons();
  const done = new AbortController();
  const striking = Promise.all([
    killAtBoundaries(workers, done.signal),
    killNowAndThen(publisher, PUBLISHER_KILLS, done.signal),
  ]);
  try {
    await untilAllIsDone(scene);
  } finally {
    done.abort();
  }
  const [reached] = await striking;
  expect(reached.length, `reached: ${reached.join(', ')}`).toBeGreaterThan(BOUNDARIES.length / 2);
  expect(publisher.kills).toBeGreaterThan(0);
  await Promise.all(daemons.map((daemon) => daemon.stop()));
  assertSame(await outcomeOf(scene), reference.outcome);
});

/** Each boundary once; sometimes one of the two is killed, who may be the one that works, sometimes both. */
async function killAtBoundaries(workers: readonly Daemon[], signal: AbortSignal): Promise<string[]> {
  const open = new Set<string>(BOUNDARIES);
  const reached: string[] = [];
  while (!signal.aborted && open.size > 0) {
    for (const step of await stepsNow(scene.pool)) {
      if (!open.delete(step)) continue;
      reached.push(step);
      await systemClock.waitMs(Math.floor(random() * LONGEST_FUSE_MS));
      const only = Math.floor(random() * 3);
      for (const [index, worker] of workers.entries()) if (only === index || only === 2) worker.kill();
    }
    await systemClock.waitMs(LOOK_MS);
  }
  return reached;
}

async function stepsNow(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ step: string }>(
    `select distinct asset || ' ' || step as step from asset_run where state = 'running'`,
  );
  return rows.map(({ step }) => step);
}

/** While it has something to draw: some hundred milliseconds apart. */
async function killNowAndThen(daemon: Daemon, times: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && daemon.kills < times) {
    const { rows } = await scene.pool.query<{ marks: bigint }>('select count(*) as marks from document_mark');
    await systemClock.waitMs(50 + Math.floor(random() * 200));
    if ((rows[0]?.marks ?? 0n) > 0n && random() < 0.2) daemon.kill();
  }
}
