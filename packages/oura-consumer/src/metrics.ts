import { type Network, slotStartMs, type Tip } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Metrics } from '@pooltool/shared-utils/metrics';
import type { Followed } from './followed.ts';

/** Seconds: on mainnet a block comes every 20 on average, and a minute without one is nothing unusual. */
const LAG_BUCKETS = [1, 2, 5, 10, 20, 40, 60, 120, 300, 900];
const BATCH_BUCKETS = [1, 2, 10, 50, 100, 250, 500, 1_000, 2_000];

/** Keeps the figures an operator watches; call `observe` with what each message did. */
export function chainMetrics({
  metrics,
  network,
  clock,
  tip,
}: {
  metrics: Metrics;
  network: Network;
  clock: Clock;
  /** where the chain stands when the daemon starts */
  tip: Tip | null;
}): (followed: Followed) => void {
  let last = tip;
  const forward = metrics.counter({ name: 'blocks_total', says: 'Blocks recorded' });
  const undone = metrics.counter({ name: 'blocks_undone_total', says: 'Blocks rolled back' });
  const repeated = metrics.counter({ name: 'messages_without_effect_total', says: 'Messages that changed nothing' });
  const depth = metrics.gauge({ name: 'rollback_depth_blocks', says: 'Depth of the last roll backward' });
  const batch = metrics.histogram({
    name: 'blocks_per_transaction',
    says: 'Blocks recorded in one transaction',
    buckets: BATCH_BUCKETS,
  });
  const lag = metrics.histogram({
    name: 'block_lag_seconds',
    says: "From the start of a block's parent's slot to the start of its own; of several in one transaction, the last one's",
    buckets: LAG_BUCKETS,
  });
  metrics.gauge({ name: 'tip_height', says: 'Height of our tip', read: () => last?.height ?? 0 });
  metrics.gauge({
    name: 'last_block_age_seconds',
    says: 'Since the slot of our tip began',
    read: () => (last === null ? 0 : (clock.now() - slotStartMs(network, last.slot)) / 1000),
  });

  return (followed) => {
    if (followed.did === 'nothing') {
      repeated.inc();
      return;
    }
    last = followed.tip;
    if (followed.undone > 0) {
      undone.inc(followed.undone);
      depth.set(followed.undone);
    }
    if (followed.did === 'rolled-backward') return;
    forward.inc(followed.recorded);
    batch.observe(followed.recorded);
    if (followed.lagMs !== null) lag.observe(followed.lagMs / 1000);
  };
}
