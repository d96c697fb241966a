import { startWorker } from '@pooltool/pipeline';
import { systemClock } from '@pooltool/shared-utils/clock';
import { openFirebase } from '@pooltool/shared-utils/firebase';
import { memoryLog } from '@pooltool/shared-utils/log';
import { openPool } from '@pooltool/shared-utils/pg';
import { openArchive } from '@pooltool/store/archive';
import { networkRoot } from '@pooltool/store/documents';
import { openJobs } from '@pooltool/store/jobs';
import { type FaultProxy, startFaultProxy } from '@pooltool/store/testing';
import { documentDrain } from '../../../publisher/src/drain/drain.ts';
import { arrivalSensor } from '../../src/arrival-sensor.ts';
import { assignedSlotsSensor } from '../../src/assigned-slots-sensor.ts';
import { epochRegistry } from '../../src/index.ts';
import { reportedEpochSensor } from '../../src/reported-epoch-sensor.ts';
import { openObjects, simulation } from './chain-input.ts';
import type { Scene } from './scene.ts';

/** Works, each on a way of its own to PostgreSQL, until it is sent home; what breaks off begins again, as under PM2. */
export interface Crew {
  /** the workers', then the publisher's */
  readonly ways: readonly FaultProxy[];
  goHome(): Promise<void>;
}

/** How long a worker that could not begin waits, and the publisher after a failure: PM2 and the drain's loop wait longer. */
const AGAIN_MS = 20;
/** Trouble is short here: who waits longer for the Realtime Database only makes the test longer. */
const FIREBASE_PATIENCE_MS = 1_500;

/** The simulated chain is of another year: what was paid then is news to its people all the same. */
const EVER_MS = 100 * 365 * 86_400_000;

const { network } = simulation;
const log = memoryLog();

export interface CrewSize {
  readonly workers: number;
  /** runs at once in each of them */
  readonly concurrency: number;
}

export async function startCrew(scene: Scene, { workers, concurrency }: CrewSize): Promise<Crew> {
  const home = new AbortController();
  const ways = await Promise.all(Array.from({ length: workers + 1 }, () => startFaultProxy(scene.database.url)));
  const work = ways.map((way, index) =>
    untilHome(home.signal, () =>
      index < workers ? workUntil(home.signal, { scene, way, concurrency }) : publishUntil(home.signal, scene, way),
    ),
  );
  return {
    ways,
    async goHome() {
      home.abort();
      await Promise.all(work);
      await Promise.all(ways.map((way) => way.close()));
    },
  };
}

async function untilHome(signal: AbortSignal, once: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await once();
    } catch (error) {
      if (!signal.aborted) log.warn({ error }, 'crew.again');
    }
    await systemClock.waitMs(AGAIN_MS, signal).catch(() => {});
  }
}

async function workUntil(
  signal: AbortSignal,
  { scene, way, concurrency }: { readonly scene: Scene; readonly way: FaultProxy; readonly concurrency: number },
): Promise<void> {
  const pool = openPool({ connectionString: way.url, applicationName: 'worker' });
  const objects = openObjects(scene.lines.objects.url);
  try {
    const jobs = await openJobs({ connectionString: way.url, applicationName: 'worker', log });
    try {
      const registry = epochRegistry({ network, objects, tellRewardsWithinMs: EVER_MS });
      const sensors = [arrivalSensor(), reportedEpochSensor({ network }), assignedSlotsSensor({ network })];
      const name = 'worker';
      const worker = await startWorker({
        pool,
        jobs,
        registry,
        sensors,
        clock: systemClock,
        log,
        name,
        concurrency,
        sweepMs: 50,
        onHalt: (error) => log.fatal({ error }, 'daemon.halted'),
      });
      await aborted(signal);
      await worker.stop({ graceMs: 0 });
    } finally {
      await jobs.close({ graceMs: 0 });
    }
  } finally {
    objects.close();
    await pool.end();
  }
}

async function publishUntil(signal: AbortSignal, scene: Scene, way: FaultProxy): Promise<void> {
  const root = networkRoot(network);
  const pool = openPool({ connectionString: way.url, applicationName: 'publisher' });
  const objects = openObjects(scene.lines.objects.url);
  const firebase = openFirebase({
    databaseUrl: scene.lines.firebase.url,
    root,
    count: () => {},
    timeoutMs: FIREBASE_PATIENCE_MS,
  });
  try {
    const archive = openArchive(objects);
    const sinks = { firebase, objects, root };
    const drain = documentDrain({ pool, network, archive, sinks, clock: systemClock, log, observe: () => {} });
    while (!signal.aborted) {
      await drain.pass({ signal });
      await systemClock.waitMs(AGAIN_MS, signal).catch(() => {});
    }
  } finally {
    await firebase.close();
    objects.close();
    await pool.end();
  }
}

const aborted = async (signal: AbortSignal): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) return;
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
};
