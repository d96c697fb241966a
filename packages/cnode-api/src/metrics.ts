import type { Metrics } from '@pooltool/shared-utils/metrics';
import type { ArrivalOutcome } from '@pooltool/store';

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
