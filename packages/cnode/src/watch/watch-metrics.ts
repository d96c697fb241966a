import type { Metrics } from '@pooltool/shared-utils/metrics';
import { spoolFull } from '../errors.ts';
import type { WatchEvent, WatchState } from './watch-epochs.ts';

interface WatchFigures {
  readonly metrics: Metrics;
  readonly spoolMaxBytes: number;
  readonly freeBytes: () => Promise<number>;
}

/** Keeps the figures an operator watches. */
export function watchMetrics({ metrics, spoolMaxBytes, freeBytes }: WatchFigures) {
  const node = metrics.gauge({ name: 'node_epoch', says: "Epoch of the node's chain, or of the calendar" });
  const newest = metrics.gauge({ name: 'newest_dump_epoch', says: 'Newest epoch of which there is a ledger dump' });
  const failures = metrics.gauge({
    name: 'epoch_watch_failures',
    says: 'Failed looks at the node or attempts to have a dump, in a row',
  });
  const used = metrics.gauge({ name: 'spool_bytes', says: 'What the dump folder takes' });
  const full = metrics.gauge({ name: 'spool_full', says: '1 while the dump folder takes more than it may' });
  metrics.gauge({ name: 'spool_limit_bytes', says: 'What the dump folder may take', read: async () => spoolMaxBytes });
  metrics.gauge({
    name: 'spool_disk_free_bytes',
    says: "Room in the dump folder's file system",
    read: freeBytes,
  });
  const late = metrics.gauge({
    name: 'epoch_dump_late_seconds',
    says: 'Time from the beginning of the epoch until its first dump was there',
  });
  const asked = metrics.counter({
    name: 'epoch_dumps_total',
    says: 'Dumps that the node was asked for by what came of it: taken, failed',
    labels: ['outcome'],
  });
  const missed = metrics.counter({ name: 'epochs_missed_total', says: 'Epochs of which there never was a dump' });
  return {
    report(state: WatchState) {
      if (state.nodeEpoch !== null) node.set(state.nodeEpoch);
      if (state.newestDump !== null) newest.set(state.newestDump);
      failures.set(state.failures);
      used.set(state.usedBytes);
      full.set(state.stuckOn === spoolFull.code ? 1 : 0);
    },
    observe(event: WatchEvent) {
      if (event.what === 'missed') missed.inc(event.epochs);
      else asked.inc({ outcome: event.what });
      if (event.what === 'taken' && event.first) late.set(event.lateMs / 1000);
    },
  };
}
