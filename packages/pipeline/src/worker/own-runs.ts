import { loadRunsUnderWay } from '@pooltool/store/pipeline';
import { runSuperseded, workerStopping } from '../errors.ts';
import type { TakenRun } from '../run/take-run.ts';
import { excuse, sweep } from './sweep.ts';
import type { WorkerParts } from './worker-parts.ts';

/** What this process is running, and what it has not yet been able to tell the database about it. */
export type OwnRuns = {
  begin(run: TakenRun): AbortSignal;
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

export function ownRuns(parts: WorkerParts): OwnRuns {
  const running = new Map<bigint, AbortController>();
  const dropped = new Set<TakenRun>();
  const excuses = new Set<bigint>();

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

  return {
    begin: ({ run }) => {
      const aborting = new AbortController();
      running.set(run, aborting);
      return aborting.signal;
    },
    end: ({ run }) => void running.delete(run),
    drop: (run) => {
      dropped.add(run);
      excuses.add(run.run);
    },
    supersede: (run) => running.get(run)?.abort(runSuperseded()),
    stop: () => {
      for (const run of running.values()) run.abort(workerStopping());
    },
    makeExcuses: () => {
      for (const run of running.keys()) excuses.add(run);
    },
    sweep: async () => {
      await tellExcuses();
      const ended = [...dropped];
      await sweep(parts, { dropped: ended });
      for (const run of ended) dropped.delete(run);
      await stopWhatIsNotOurs();
    },
  };
}
