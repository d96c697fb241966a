import { hostname } from 'node:os';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';
import { listen, type Pool } from '@pooltool/shared-utils/pg';
import { assetRunQueue, type Jobs } from '@pooltool/store/jobs';
import { PIPELINE_CHANNEL, readChange, registerSensors, SENSOR_CHANNEL, sensorWord } from '@pooltool/store/pipeline';
import type { Registry } from '../registry/registry.ts';
import { tellPipeline } from '../registry/told-pipeline.ts';
import { executeRun } from '../run/execute-run.ts';
import { takeRun } from '../run/take-run.ts';
import type { Sensor } from '../sensors/define-sensor.ts';
import { sensorLoop } from '../sensors/sensor-loop.ts';
import { takeIdentity } from './identity.ts';
import { ownRuns } from './own-runs.ts';
import { placeOfJob } from './place-of-job.ts';
import { DEFAULT_RETENTION, pruner, type Retention } from './prune.ts';
import { reconcile } from './reconcile.ts';
import { repeat } from './repeat.ts';
import type { WorkerParts } from './worker-parts.ts';

const PRUNE_MS = 10_000;

export type WorkerOptions = {
  readonly pool: Pool;
  readonly jobs: Jobs;
  readonly registry: Registry;
  readonly sensors?: readonly Sensor[];
  readonly clock: Clock;
  readonly log: Log;
  /** Seen with each run: the daemon and its machine. */
  readonly name: string;
  /** What a run that takes all the memory may take down with it; the host's name when absent. */
  readonly machine?: string;
  /** Runs at once in this process, 1 when absent; of heavy assets' runs there is one at a time all the same. */
  readonly concurrency?: number;
  /** How soon a dead worker's runs are taken over and a retry whose time came begins; a second when absent. */
  readonly sweepMs?: number;
  /** How much of the past is kept: `DEFAULT_RETENTION` for what is absent. */
  readonly retention?: Partial<Retention>;
  /**
   * Told an error that halts, of an asset or a sensor: the truth would become wrong, so the daemon must stop (`fail`). The
   * partition has failed by then, and no more is taken.
   */
  readonly onHalt: (error: unknown) => void;
  readonly reached?: WorkerParts['reached'];
};

export type Worker = {
  /** Takes no more, waits up to `graceMs` for what is running (10 s when absent), then gives it back as interrupted. */
  stop(options?: { readonly graceMs?: number }): Promise<void>;
};

/** Runs assets until it is stopped. Any number of workers on any number of machines share one Postgres. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { pool, jobs, registry, sensors = [], clock, log, concurrency = 1, sweepMs = 1_000, reached } = options;
  const { machine = hostname(), retention = {} } = options;
  const queue = assetRunQueue(registry.name);
  const stopping = new AbortController();
  let halted = false;
  const onHalt = (error: unknown): void => {
    halted = true;
    options.onHalt(error);
  };
  const parts: WorkerParts = { pool, registry, clock, log, reached, onHalt };
  const runs = ownRuns(parts);

  const identity = await takeIdentity({
    pool,
    clock,
    name: options.name,
    onLost: () => {
      runs.makeExcuses();
      runs.stop();
    },
  });
  await reconcile(parts);
  await runs.sweep();

  const runOnce = async (data: unknown): Promise<void> => {
    const worker = identity.current();
    if (worker === null || halted || stopping.signal.aborted) return;
    const { asset } = placeOfJob(data);
    const own = await runs.take(worker, () => takeRun({ pool, registry, worker, machine }, asset));
    if (own === null) return;
    const { taken, signal } = own;
    // Who we were when we took it may have died or been stopped meanwhile.
    if (identity.current() !== worker || stopping.signal.aborted) {
      runs.makeExcuses();
      runs.stop();
    }
    try {
      await executeRun(parts, taken, signal);
    } catch (error) {
      // How it ended could not be recorded: the next sweep does it.
      runs.drop(taken);
      throw error;
    } finally {
      runs.end(taken);
    }
  };

  const { signal } = stopping;
  const sweeping = repeat(parts, { everyMs: sweepMs, signal, event: 'pipeline.unswept' }, () => runs.sweep());
  const old = pruner(parts, { ...DEFAULT_RETENTION, ...retention });
  const pruning = repeat(parts, { everyMs: PRUNE_MS, signal, event: 'pipeline.unpruned' }, () => old.step());

  const changes = await listen(pool, PIPELINE_CHANNEL, (payload) => {
    const change = readChange(payload);
    if (change?.state === 'cancelled' && change.run !== null) runs.supersede(BigInt(change.run));
  });
  await registerSensors(
    pool,
    sensors.map(({ name }) => name),
  );
  await tellPipeline(pool, registry, sensors);
  const loops = sensors.map((sensor) => ({ sensor, loop: sensorLoop(parts, sensor, stopping.signal) }));
  const wakes = await listen(pool, SENSOR_CHANNEL, (word) => {
    for (const { sensor, loop } of loops) if (word === sensor.wakeOn || word === sensorWord(sensor.name)) loop.wake();
  });
  await jobs.work(queue, ({ data }) => runOnce(data), { concurrency, onHalt });
  log.info({ assets: registry.assets.length, sensors: sensors.length, concurrency }, 'worker.started');

  return {
    stop: async ({ graceMs = 10_000 } = {}) => {
      stopping.abort();
      // Said before waiting: whoever kills a process that does not stop soon enough kills no partition.
      runs.makeExcuses();
      const excusing = runs.sweep().catch((error: unknown) => log.warn({ error }, 'pipeline.unswept'));
      const patience = new AbortController();
      void clock.waitMs(graceMs, patience.signal).then(
        () => runs.stop(),
        () => {},
      );
      await jobs.stopWork(queue);
      patience.abort();
      await Promise.all([excusing, sweeping, pruning, ...loops.map(({ loop }) => loop.ended)]);
      await Promise.all([changes.close(), wakes.close()]);
      await identity.release();
      log.info({}, 'worker.stopped');
    },
  };
}
