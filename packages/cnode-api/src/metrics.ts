import type { Metrics } from '@pooltool/shared-utils/metrics';
import type { ArrivalOutcome, LiveArrivalOutcome, SavedRanking } from '@pooltool/store';

export interface LiveMetrics {
  readonly stake: (outcome: LiveArrivalOutcome) => void;
  readonly ranking: (saved: SavedRanking) => void;
}

/** Of live stake and rankings. */
export function liveMetrics(metrics: Metrics): LiveMetrics {
  const arrivals = metrics.counter({
    name: 'live_stake_arrivals_total',
    says: 'Live stake by what it did: recorded, known, older',
    labels: ['outcome'],
  });
  const rankings = metrics.counter({
    name: 'pool_rankings_total',
    says: 'Pool rankings by what they did: ranked, older',
    labels: ['outcome'],
  });
  const missing = metrics.gauge({
    name: 'pools_missing_in_ranking',
    says: 'Pools of the ledger that the last ranking did not have; they keep the rank they had',
  });
  return {
    stake: (outcome) => arrivals.inc({ outcome }),
    ranking({ outcome, missing: pools }) {
      rankings.inc({ outcome });
      if (outcome === 'ranked') missing.set(pools.length);
    },
  };
}

/** Keeps the figures an operator watches; call it with what each arrival did. */
export function arrivalMetrics(metrics: Metrics): (outcome: ArrivalOutcome, dumpEpoch: number) => void {
  const arrivals = metrics.counter({
    name: 'ledger_arrivals_total',
    says: 'Ledger arrivals, by what they did: recorded, replaced, known, older',
    labels: ['outcome'],
  });
  const last = metrics.gauge({ name: 'last_arrival_epoch', says: 'Epoch of the dump that arrived last' });
  return (outcome, dumpEpoch) => {
    arrivals.inc({ outcome });
    last.set(dumpEpoch);
  };
}
