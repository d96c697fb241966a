import type { Epoch } from '../units/time.ts';
import { effectiveEpochs } from './effective-epochs.ts';

/** What certificates said about one pool, in the chain's order: slot, transaction, certificate. */
export type PoolEvent<Parameters> =
  | { readonly kind: 'registration'; readonly epoch: Epoch; readonly parameters: Parameters }
  | { readonly kind: 'retirement'; readonly epoch: Epoch; readonly retiringEpoch: Epoch };

export interface PoolHistory<Parameters> {
  readonly events: readonly PoolEvent<Parameters>[];
  /** what it was before the first of the events, for a pool whose beginning we did not see (registered in the genesis) */
  readonly before: Parameters | null;
}

/** How a pool stands in the present epoch. */
export interface PoolStanding<Parameters> {
  /** in force now; of a retired pool the last ones that were; null when nobody ever said them */
  readonly current: Parameters | null;
  /** registered again and not adopted yet */
  readonly pending: { readonly parameters: Parameters; readonly effective: Epoch } | null;
  /** null: it has not retired. Otherwise the epoch that began without it */
  readonly retiredSince: Epoch | null;
  /** the epoch it said it will retire at, not reached yet */
  readonly retiring: Epoch | null;
}

/**
 * The ledger's rules POOL and POOLREAP for one pool (original.md 1.4, rewards.md 1.1):
 * a first registration counts at once; one made while registered, in epoch e, is adopted when e+1 begins, the last one
 * of e only; any registration takes back an announced retirement; a later retirement replaces an earlier one. At the
 * boundary what waits is adopted first, then who announced that epoch goes. Who comes back afterwards is new again.
 */
export function poolStandingAt<Parameters>(
  present: Epoch,
  { events, before }: PoolHistory<Parameters>,
): PoolStanding<Parameters> {
  let standing = unsaid(before);
  for (const event of events) {
    if (event.epoch > present) break;
    standing = applied(afterBoundaries(standing, event.epoch), event);
  }
  return afterBoundaries(standing, present);
}

/** Each event with how the pool stood just before it. */
export function standingsBefore<Parameters>({ events, before }: PoolHistory<Parameters>): readonly {
  readonly event: PoolEvent<Parameters>;
  readonly standing: PoolStanding<Parameters>;
}[] {
  let standing = unsaid(before);
  return events.map((event) => {
    const found = afterBoundaries(standing, event.epoch);
    standing = applied(found, event);
    return { event, standing: found };
  });
}

const unsaid = <Parameters>(current: Parameters | null): PoolStanding<Parameters> => ({
  current,
  pending: null,
  retiredSince: null,
  retiring: null,
});

/** The boundaries up to the beginning of `until`. */
function afterBoundaries<Parameters>(standing: PoolStanding<Parameters>, until: Epoch): PoolStanding<Parameters> {
  const { pending, retiring } = standing;
  const adopts = pending !== null && pending.effective <= until;
  const retires = retiring !== null && retiring <= until;
  return {
    current: adopts ? pending.parameters : standing.current,
    pending: adopts || retires ? null : pending,
    retiring: retires ? null : retiring,
    retiredSince: retires ? retiring : standing.retiredSince,
  };
}

function applied<Parameters>(
  standing: PoolStanding<Parameters>,
  event: PoolEvent<Parameters>,
): PoolStanding<Parameters> {
  switch (event.kind) {
    case 'retirement':
      // The ledger takes a retirement from registered pools only.
      return standing.retiredSince === null ? { ...standing, retiring: event.retiringEpoch } : standing;
    case 'registration': {
      const registered = standing.current !== null && standing.retiredSince === null;
      const { parameters } = event;
      return registered
        ? {
            ...standing,
            pending: { parameters, effective: effectiveEpochs('re-registration', event.epoch).ledger },
            retiring: null,
          }
        : { current: parameters, pending: null, retiredSince: null, retiring: null };
    }
  }
}
