import type { Transaction } from '@pooltool/shared-utils/pg';
import { holdRun, loadPartitions, lockPlanning } from '@pooltool/store/pipeline';
import { inputsMoved } from '../errors.ts';
import { replacedInputs } from '../plan/staleness.ts';
import { worldOf } from '../plan/world.ts';
import { placeKey, type Registry } from '../registry/registry.ts';
import type { TakenRun } from './take-run.ts';

export type Claim = {
  /** False when the partition was cancelled or taken over: nothing about the run may be written. */
  readonly owned: boolean;
  /** POOLTOOL_RUN_INPUTS_MOVED when what was read at the start no longer stands. */
  readonly moved: Error | null;
};

/**
 * At the end of a run, before its outcome is written: whether it may be. What is answered stays true until the
 * transaction ends, because materializations change only under the planning lock. Taken only now, not while saving, so
 * that a person who cancels or asks does not wait for a minute of COPY.
 */
export async function holdClaim(tx: Transaction, registry: Registry, taken: TakenRun): Promise<Claim> {
  await lockPlanning(tx);
  const owned = await holdRun(tx, taken);
  const world = worldOf(await loadPartitions(tx, registry.needsOf(taken)));
  const [replaced] = replacedInputs(registry, world, taken, taken.inputs);
  if (replaced?.kind !== 'input') return { owned, moved: null };
  const { asset, partition, read, now } = replaced;
  const moved = inputsMoved({
    message: `${placeKey(replaced)} was replaced while it was being read: run ${read} was read, run ${now} stands`,
    details: { asset, partition, read, now },
  });
  return { owned, moved };
}
