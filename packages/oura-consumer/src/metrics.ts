import { type Network, slotStartMs, type Tip } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Metrics } from '@pooltool/shared-utils/metrics';
import type { Followed } from './follow-chain.ts';

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
  metrics.gauge({ name: 'tip_height', says: 'Height of our tip', read: () => last?.height ?? 0 });
  metrics.gauge({
    name: 'last_block_age_seconds',
    says: 'Since the slot of our tip began',
    read: () => (last === null ? 0 : (clock.now() - slotStartMs(network, last.slot)) / 1000),
  });

  return (followed) => {
    switch (followed.did) {
      case 'nothing':
        repeated.inc();
        return;
      case 'rolled-forward':
        forward.inc(followed.recorded);
        last = followed.tip;
        break;
      case 'rolled-backward':
        last = followed.tip;
        break;
    }
    if (followed.undone > 0) {
      undone.inc(followed.undone);
      depth.set(followed.undone);
    }
  };
}
