import { loadRunsOfWorkers, loadRunsUnderWay, type RunKey } from '@pooltool/store/pipeline';
import { runSuperseded, workerStopping } from '../errors.ts';
import type { TakenRun } from '../run/take-run.ts';
import { excuse, sweep } from './sweep.ts';
import type { WorkerParts } from './worker-parts.ts';

/** What this process is running, and what it has not yet been able to tell the database about it. */
export type OwnRuns = {
  /**
   * Takes a run for this worker and begins it; null: there is none to take. When the connection breaks while it is taken,
   * nobody here knows whether it was: the next sweep looks, and gives back what was.
   */
  take(worker: string, take: () => Promise<TakenRun | null>): Promise<OwnRun | null>;
  end(run: TakenRun): void;
  /** How it ended could not be recorded. */
  drop(run: TakenRun): void;
  /** The run does not own its partition any more. */
  supersede(run: bigint): void;
  /** All are to give back what they run. */
  stop(): void;
  /** Others may take them for dead from now on, and are to be told that they are not. */
  makeExcuses(): void;
  /** Tells what is to be told, looks after everybody's runs, and stops those of ours that were taken away. */
  sweep(): Promise<void>;
};

export type OwnRun = { readonly taken: TakenRun; readonly signal: AbortSignal };

export function ownRuns(parts: WorkerParts): OwnRuns {
  const running = new Map<bigint, AbortController>();
  const dropped = new Map<bigint, RunKey>();
  const excuses = new Set<bigint>();
  /** Workers (we may have been another before our lock was lost) of which a run may be recorded that nobody began. */
  const doubted = new Set<string>();
  const takes = { begun: 0, underWay: 0 };

  const drop = ({ asset, partition, run }: RunKey): void => {
    dropped.set(run, { asset, partition, run });
    excuses.add(run);
  };

  const tellExcuses = async (): Promise<void> => {
    const told = [...excuses];
    await excuse(parts, told);
    for (const run of told) excuses.delete(run);
  };

  /** A cancellation is told by NOTIFY, which may be lost. */
  const stopWhatIsNotOurs = async (): Promise<void> => {
    const asked = [...running.keys()];
    if (asked.length === 0) return;
    const ours = new Set(await loadRunsUnderWay(parts.pool, asked));
    for (const run of asked) if (!ours.has(run)) running.get(run)?.abort(runSuperseded());
  };

  /** While a run is being taken, what is recorded may be that one: then the next sweep looks. */
  const dropStrays = async (): Promise<void> => {
    if (doubted.size === 0 || takes.underWay > 0) return;
    const { begun } = takes;
    const workers = [...doubted];
    const recorded = await loadRunsOfWorkers(parts.pool, workers);
    if (takes.begun !== begun) return;
    for (const worker of workers) doubted.delete(worker);
    for (const one of recorded) if (!running.has(one.run)) drop(one);
  };

  return {
    take: async (worker, take) => {
      takes.begun += 1;
      takes.underWay += 1;
      try {
        const taken = await take();
        if (taken === null) return null;
        const aborting = new AbortController();
        running.set(taken.run, aborting);
        return { taken, signal: aborting.signal };
      } catch (error) {
        doubted.add(worker);
        throw error;
      } finally {
        takes.underWay -= 1;
      }
    },
    end: ({ run }) => void running.delete(run),
    drop,
    supersede: (run) => running.get(run)?.abort(runSuperseded()),
    stop: () => {
      for (const run of running.values()) run.abort(workerStopping());
    },
    makeExcuses: () => {
      for (const run of running.keys()) excuses.add(run);
    },
    sweep: async () => {
      await dropStrays();
      await tellExcuses();
      const ended = [...dropped.values()];
      await sweep(parts, { dropped: ended });
      for (const { run } of ended) dropped.delete(run);
      await stopWhatIsNotOurs();
    },
  };
}
