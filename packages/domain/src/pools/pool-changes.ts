import { type Ratio, sameRatio } from '../units/ratio.ts';
import type { Epoch } from '../units/time.ts';
import { type EffectiveEpochs, effectiveEpochs } from './effective-epochs.ts';
import { type PoolHistory, type PoolStanding, standingsBefore } from './pool-parameters.ts';

/** What of a pool's parameters people are told about. Lovelace. Other parameters change without news. */
export interface ToldParameters {
  readonly pledge: bigint;
  readonly cost: bigint;
  readonly margin: Ratio;
}

/**
 * One difference between what a certificate says and what had been said before. A registration is one of a pool that
 * was not registered: new, or back after it had retired. `effective`: from when on the difference counts; of a cancelled
 * retirement, from when on the pool would have been gone.
 */
export type PoolChange = { readonly effective: EffectiveEpochs } & (
  | { readonly kind: 'registration' }
  | { readonly kind: 'pledge' | 'cost'; readonly from: bigint; readonly to: bigint }
  | { readonly kind: 'margin'; readonly from: Ratio; readonly to: Ratio }
  /** `instead`: the epoch that an earlier certificate named and this one replaces; null when there was none */
  | { readonly kind: 'retirement'; readonly retiringEpoch: Epoch; readonly instead: Epoch | null }
  | { readonly kind: 'retirement-cancelled'; readonly retiringEpoch: Epoch }
);

/** What one certificate of a pool told that was new; nothing when it repeated what was known. */
export interface ToldPoolEvent {
  /** index among the history's events */
  readonly event: number;
  /** in which the certificate was made */
  readonly epoch: Epoch;
  readonly changes: readonly PoolChange[];
}

/**
 * What people are told of a pool, one for each event of its history, in order (original.md 1.4, 10.3–10.6).
 *
 * Each certificate is compared with what was announced last: what waits for the next epoch, or else what is in force. So
 * going back to the value in force is a change like another, and what is said twice is told once. Margins are compared
 * as exact ratios: the ledger knows a change in the twentieth decimal, and pays by it.
 *
 * An entry depends on the events before it alone: later ones never change it.
 */
export function poolChanges<Parameters extends ToldParameters>(
  history: PoolHistory<Parameters>,
): readonly ToldPoolEvent[] {
  return standingsBefore(history).map(({ event, standing }, index) => ({
    event: index,
    epoch: event.epoch,
    changes:
      event.kind === 'retirement'
        ? retirementChanges(standing, event.retiringEpoch)
        : registrationChanges(standing, event),
  }));
}

function retirementChanges<Parameters>(
  { retiredSince, retiring }: PoolStanding<Parameters>,
  retiringEpoch: Epoch,
): PoolChange[] {
  if (retiredSince !== null || retiring === retiringEpoch) return [];
  const effective = effectiveEpochs('retirement', retiringEpoch);
  return [{ kind: 'retirement', retiringEpoch, instead: retiring, effective }];
}

function registrationChanges<Parameters extends ToldParameters>(
  { current, pending, retiredSince, retiring }: PoolStanding<Parameters>,
  { epoch, parameters }: { readonly epoch: Epoch; readonly parameters: Parameters },
): PoolChange[] {
  const announced = retiredSince === null ? (pending?.parameters ?? current) : null;
  const news: PoolChange[] =
    announced === null
      ? [{ kind: 'registration', effective: effectiveEpochs('first-registration', epoch) }]
      : parameterChanges(announced, parameters, effectiveEpochs('re-registration', epoch));
  return retiring === null ? news : [cancelled(retiring), ...news];
}

const cancelled = (retiringEpoch: Epoch): PoolChange => ({
  kind: 'retirement-cancelled',
  retiringEpoch,
  effective: effectiveEpochs('retirement', retiringEpoch),
});

function parameterChanges(from: ToldParameters, to: ToldParameters, effective: EffectiveEpochs): PoolChange[] {
  const changes: PoolChange[] = [];
  if (from.pledge !== to.pledge) changes.push({ kind: 'pledge', from: from.pledge, to: to.pledge, effective });
  if (!sameRatio(from.margin, to.margin)) {
    changes.push({ kind: 'margin', from: from.margin, to: to.margin, effective });
  }
  if (from.cost !== to.cost) changes.push({ kind: 'cost', from: from.cost, to: to.cost, effective });
  return changes;
}
