import { type Network, ORPHAN_CERTAIN_AFTER, performanceToldFrom, revealWindow } from '@pooltool/domain';
import { defineSensor, type Sensor } from '@pooltool/pipeline';
import { CHAIN_FEED, chainReach, committedEpochs, readSyncPoint } from '@pooltool/store';
import { epochs } from './epoch-partitions.ts';

const EPOCHS_AT_ONCE = 20;

/**
 * Asks for an epoch's assigned performance an hour into the next epoch, and again whenever what it is judged by has changed:
 * a schedule was revealed late, a battle became known, a roll backward changed the epoch's blocks. The cursor is the last
 * epoch that is not looked at any more: nobody may reveal, and its blocks are deeper than any roll backward. A battle that
 * becomes known even later, and an epoch behind the cursor that is imported, are judged when a person asks.
 */
export const assignedSlotsSensor = ({ network }: { readonly network: Network }): Sensor =>
  defineSensor({
    name: 'assigned_slots',
    description: 'An epoch whose slots pools had committed to is over, or was revealed further',
    intervalMs: 15_000,
    evaluate: async ({ cursor, pool }) => {
      const tip = await readSyncPoint(pool, CHAIN_FEED);
      const reach = await chainReach(pool);
      if (tip === null || reach === null) return { skipReason: 'no chain is followed' };
      // Of the epoch in whose middle our chain begins not all blocks are known.
      const first = reach.fromGenesis ? reach.firstEpoch : reach.firstEpoch + 1;
      const committed = await committedEpochs(pool, {
        after: Math.max(cursor === null ? -1 : Number(cursor), first - 1),
        before: reach.newestEpoch,
        limit: EPOCHS_AT_ONCE,
      });
      const due = committed.filter(
        ({ epoch, lastHeight }) =>
          tip.slot >= performanceToldFrom(network, epoch) && tip.height >= lastHeight + ORPHAN_CERTAIN_AFTER,
      );
      const last = due
        .filter(
          ({ epoch, lastHeight }) =>
            tip.slot > revealWindow(network, epoch).to && tip.height >= lastHeight + network.securityParameter,
        )
        .at(-1);
      return {
        requests: due.map(({ epoch, grounds }) => ({
          asset: 'assigned_performance',
          partition: epochs.key(epoch),
          runKey: `${epoch} ${grounds}`,
        })),
        ...(last === undefined ? {} : { cursor: `${last.epoch}` }),
        skipReason: 'nothing that performance is judged by has changed',
      };
    },
  });
