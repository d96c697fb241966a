import type { Metrics } from '@pooltool/shared-utils/metrics';
import type { HandedOver } from './hand-over/hand-over.ts';
import type { Progress } from './hand-over/keep-handing-over.ts';
import type { Spool } from './spool/spool.ts';

/** A mainnet dump of gigabytes takes tens of seconds. */
const DECODE_BUCKETS_SECONDS = [0.1, 1, 5, 10, 20, 40, 80, 160];

/** Keeps the figures an operator watches. */
export function handOverMetrics({ metrics, spool }: { readonly metrics: Metrics; readonly spool: Spool }) {
  metrics.gauge({
    name: 'dumps_waiting',
    says: 'Ledger dumps in the folder that are not handed over yet',
    read: async () => (await spool.backlog()).dumps,
  });
  metrics.gauge({
    name: 'dumps_waiting_bytes',
    says: 'Size of the ledger dumps that are not handed over yet',
    read: async () => (await spool.backlog()).bytes,
  });
  const last = metrics.gauge({ name: 'last_dump_epoch', says: 'Epoch of the ledger dump handed over last' });
  const failures = metrics.gauge({
    name: 'hand_over_failures',
    says: 'Failed attempts in a row to hand over the dump that waits',
  });
  const decoding = metrics.histogram({
    name: 'dump_decode_seconds',
    says: 'Time to decode a ledger dump and write its snapshot files',
    buckets: DECODE_BUCKETS_SECONDS,
  });
  const dumps = metrics.counter({
    name: 'dumps_total',
    says: 'Ledger dumps by what became of them: handed-over, refused',
    labels: ['outcome'],
  });
  const sent = metrics.counter({ name: 'dump_sent_bytes_total', says: 'Bytes put into the object store' });
  return {
    report: (progress: Progress) => failures.set(progress.failures),
    observeDecoding: (seconds: number) => decoding.observe(seconds),
    observe(outcome: HandedOver) {
      dumps.inc({ outcome: outcome.did });
      if (outcome.did !== 'handed-over') return;
      last.set(outcome.epoch);
      sent.inc(outcome.sentBytes);
    },
  };
}
