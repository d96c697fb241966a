import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';
import { listen, type Pool } from '@pooltool/shared-utils/pg';
import { assetRunQueue, type Jobs } from '@pooltool/store/jobs';
import {
  PIPELINE_CHANNEL,
  readChange,
  registerSensors,
  SENSOR_CHANNEL,
  sensorWord,
  tellRegistry,
} from '@pooltool/store/pipeline';
import { runSuperseded, workerStopping } from '../errors.ts';
import type { Registry } from '../registry/registry.ts';
import { toldPipeline } from '../registry/told-pipeline.ts';
import { executeRun } from '../run/execute-run.ts';
import { type TakenRun, takeRun } from '../run/take-run.ts';
import type { Sensor } from '../sensors/define-sensor.ts';
import { sensorLoop } from '../sensors/sensor-loop.ts';
import { takeIdentity } from './identity.ts';
import { placeOfJob } from './place-of-job.ts';
import { reconcile, sweep } from './reconcile.ts';
import type { WorkerParts } from './worker-parts.ts';

export type WorkerOptions = {
  readonly pool: Pool;
  readonly jobs: Jobs;
  readonly registry: Registry;
  readonly sensors?: readonly Sensor[];
  readonly clock: Clock;
  readonly log: Log;
  /** Seen with each run: the daemon and its machine. */
  readonly name: string;
  /** Runs at once in this process, 1 when absent: a run may take hundreds of megabytes. */
  readonly concurrency?: number;
  /** How soon a dead worker's runs are taken over and a retry whose time came begins; a second when absent. */
  readonly sweepMs?: number;
  readonly reached?: WorkerParts['reached'];
};

export type Worker = {
  /** Takes no more, waits up to `graceMs` for what is running (10 s when absent), then gives it back as interrupted. */
  stop(options?: { readonly graceMs?: number }): Promise<void>;
};

/** Runs assets until it is stopped. Any number of workers on any number of machines share one Postgres. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { pool, jobs, registry, sensors = [], clock, log, concurrency = 1, sweepMs = 1_000, reached } = options;
  const parts: WorkerParts = { pool, registry, clock, log, reached };
  const queue = assetRunQueue(registry.name);
  const stopping = new AbortController();
  const running = new Map<bigint, AbortController>();
  const lost = new Set<TakenRun>();
  const stopRuns = (): void => {
    for (const run of running.values()) run.abort(workerStopping());
  };

  const identity = await takeIdentity({ pool, clock, name: options.name, onLost: stopRuns });
  await reconcile(parts);
  await sweep(parts);

  const runOnce = async (data: unknown): Promise<void> => {
    const worker = identity.current();
    if (worker === null || stopping.signal.aborted) return;
    const taken = await takeRun({ pool, registry, worker }, placeOfJob(data));
    if (taken === null) return;
    const aborting = new AbortController();
    running.set(taken.run, aborting);
    // Who we were when we took it may have died meanwhile.
    if (identity.current() !== worker) aborting.abort(workerStopping());
    try {
      await executeRun(parts, taken, aborting.signal);
    } catch (error) {
      // How it ended could not be recorded: the next sweep does it.
      lost.add(taken);
      throw error;
    } finally {
      running.delete(taken.run);
    }
  };

  const sweeping = (async () => {
    while (!stopping.signal.aborted) {
      await clock.waitMs(sweepMs, stopping.signal).catch(() => {});
      if (stopping.signal.aborted) return;
      const dropped = [...lost];
      try {
        await sweep(parts, { lost: dropped });
        for (const run of dropped) lost.delete(run);
      } catch (error) {
        log.warn({ error }, 'pipeline.unswept');
      }
    }
  })();

  const changes = await listen(pool, PIPELINE_CHANNEL, (payload) => {
    const change = readChange(payload);
    if (change?.state !== 'cancelled' || change.run === null) return;
    running.get(BigInt(change.run))?.abort(runSuperseded());
  });
  await registerSensors(
    pool,
    sensors.map(({ name }) => name),
  );
  await tellRegistry(pool, registry.name, toldPipeline(registry, sensors));
  const loops = sensors.map((sensor) => ({ sensor, loop: sensorLoop(parts, sensor, stopping.signal) }));
  const wakes = await listen(pool, SENSOR_CHANNEL, (word) => {
    for (const { sensor, loop } of loops) if (word === sensor.wakeOn || word === sensorWord(sensor.name)) loop.wake();
  });
  await jobs.work(queue, ({ data }) => runOnce(data), { concurrency });
  log.info({ assets: registry.assets.length, sensors: sensors.length, concurrency }, 'worker.started');

  return {
    stop: async ({ graceMs = 10_000 } = {}) => {
      stopping.abort();
      const patience = new AbortController();
      void clock.waitMs(graceMs, patience.signal).then(stopRuns, () => {});
      await jobs.stopWork(queue);
      patience.abort();
      await Promise.all([sweeping, ...loops.map(({ loop }) => loop.ended)]);
      await Promise.all([changes.close(), wakes.close()]);
      await identity.release();
      log.info({}, 'worker.stopped');
    },
  };
}
