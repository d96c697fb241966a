import type { Pool } from '@pooltool/shared-utils/pg';
import { loadCheckpoint, saveCheckpoint } from '@pooltool/store/pipeline';
import type { RunContext } from '../asset/define-asset.ts';
import type { Json } from '../asset/metadata.ts';
import type { RunLog } from './run-log.ts';
import type { TakenRun } from './take-run.ts';

/** What the asset's author is handed. */
export function runContext(
  { asset, partition, run, attempt, inputs }: TakenRun,
  { pool, signal, log }: { readonly pool: Pool; readonly signal: AbortSignal; readonly log: RunLog },
): RunContext {
  return {
    partition,
    run,
    attempt,
    pool,
    signal,
    log,
    once: async <Result extends Json>(name: string, work: () => Promise<Result>): Promise<Result> => {
      const kept = await loadCheckpoint<Result>(pool, { asset, partition, name, inputs });
      if (kept !== null) return kept.result;
      signal.throwIfAborted();
      const result = await work();
      await saveCheckpoint(pool, { asset, partition, name, inputs, result });
      return result;
    },
  };
}
