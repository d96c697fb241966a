/**
 * One run: load, compute, save, check. Load and compute happen outside any transaction; save, check and the record that
 * the run is ok happen in one, together with the requests for what is made from the result. So a crash anywhere leaves
 * either everything or nothing.
 *
 * Before it commits, the transaction holds still what was read and the run's own claim: when an input was replaced
 * meanwhile, or the partition was cancelled or taken over, nothing is saved.
 */
import { dispositionOf } from '@pooltool/shared-utils/errors';
import { inTransaction } from '@pooltool/shared-utils/pg';
import {
  appendLog,
  finishFailed,
  finishInterrupted,
  finishOk,
  type RunStep,
  recordStep,
  type StepTime,
} from '@pooltool/store/pipeline';
import type { CheckResult } from '../asset/define-asset.ts';
import type { Metadata } from '../asset/metadata.ts';
import { checkFailed, inputsMoved, runSuperseded, workerStopping } from '../errors.ts';
import type { WorkerParts } from '../worker/worker-parts.ts';
import { askForUsers, wakeWorkers } from './advance.ts';
import { nextTryInMs } from './backoff.ts';
import { errorRecord } from './error-record.ts';
import { holdClaim } from './hold-claim.ts';
import { recordedLog } from './recorded-log.ts';
import { runContext } from './run-context.ts';
import type { TakenRun } from './take-run.ts';

export type RunOutcome = 'ok' | 'failed' | 'interrupted' | 'superseded';

/**
 * Never throws for what the asset did: that is recorded; an error that halts is also told to `onHalt`, after its partition
 * is recorded as failed. @throws when the database is not there to record it.
 */
export async function executeRun(parts: WorkerParts, taken: TakenRun, signal: AbortSignal): Promise<RunOutcome> {
  const { pool, registry, clock } = parts;
  const asset = registry.asset(taken.asset);
  const { log, take } = recordedLog(
    parts.log.child({ asset: taken.asset, partition: taken.partition, run: taken.run }),
    clock,
  );
  const context = runContext(taken, { pool, signal, log });
  const steps: StepTime[] = [];
  let metadata: Metadata = {};
  let checks: readonly CheckResult[] = [];

  const timed = async <Result>(name: RunStep, work: () => Promise<Result>): Promise<Result> => {
    const startMs = clock.now();
    try {
      return await work();
    } finally {
      // The machine's clock may be put back meanwhile.
      steps.push({ name, ms: Math.max(0, clock.now() - startMs) });
    }
  };
  const begin = async (step: RunStep): Promise<void> => {
    signal.throwIfAborted();
    await recordStep(pool, { run: taken.run, step, steps });
    await appendLog(pool, taken.run, take());
    parts.reached?.({ asset: taken.asset, partition: taken.partition, step });
  };
  const record = () => ({ steps, metadata, checks });

  try {
    await begin('load');
    const loaded = await timed('load', () => asset.load(context));
    await begin('compute');
    const computed = await timed('compute', () => loaded.compute());
    metadata = computed.metadata;
    await begin('save');
    await inTransaction(pool, async (tx) => {
      await timed('save', () => computed.save(tx, context));
      checks = await timed('check', () => computed.check(tx, taken.partition));
      if (checks.some(({ passed, severity }) => !passed && severity === 'blocking')) throw blockedBy(checks);
      signal.throwIfAborted();
      const { owned, moved } = await holdClaim(tx, registry, taken);
      if (!owned) throw runSuperseded();
      if (moved !== null) throw moved;
      await finishOk(tx, taken, record());
      await askForUsers(tx, registry, [taken]);
      await wakeWorkers(tx, registry);
    });
    log.info({ ms: steps.reduce((sum, { ms }) => sum + ms, 0) }, 'run.succeeded');
    return 'ok';
  } catch (error) {
    return await giveUp(error);
  } finally {
    await appendLog(pool, taken.run, take());
  }

  async function giveUp(error: unknown): Promise<RunOutcome> {
    const outcome = await inTransaction(pool, async (tx) => {
      const { owned, moved } = await holdClaim(tx, registry, taken);
      // What looks like its own fault may come from having read one old and one new input.
      const reason: unknown = signal.aborted ? signal.reason : (moved ?? error);
      if (!owned) return { outcome: 'superseded', reason } as const;
      const left = { record: record(), error: errorRecord(reason) };
      const blameless = workerStopping.is(reason) || inputsMoved.is(reason);
      if (blameless) await finishInterrupted(tx, taken, left);
      else {
        const retryInMs = nextTryInMs(asset.retry, taken.attempt, dispositionOf(reason));
        await finishFailed(tx, taken, { ...left, retryInMs });
      }
      // What waited only for this one to end, because it needs it optionally, may go on without it.
      await askForUsers(tx, registry, [taken]);
      await wakeWorkers(tx, registry);
      return { outcome: blameless ? 'interrupted' : 'failed', reason } as const;
    });
    if (outcome.outcome === 'failed') {
      log.error({ error: outcome.reason }, 'run.failed');
      if (dispositionOf(outcome.reason) === 'halt') parts.onHalt(outcome.reason);
    } else log.warn({ error: outcome.reason, outcome: outcome.outcome }, 'run.stopped');
    return outcome.outcome;
  }
}

function blockedBy(checks: readonly CheckResult[]) {
  const failed = checks.filter(({ passed, severity }) => !passed && severity === 'blocking');
  return checkFailed({
    message: `nothing was saved: ${failed.map(({ name }) => name).join(', ')} failed`,
    details: Object.fromEntries(failed.map(({ name, detail }) => [name, detail])),
  });
}
