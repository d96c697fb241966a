import {
  type AssignedEpoch,
  firstSlotOf,
  type Network,
  type PoolId,
  assignedPerformance as performanceOf,
  slotsKept,
} from '@pooltool/domain';
import { type Asset, defineAsset, meta } from '@pooltool/pipeline';
import { chainReach, type PerformanceToSave, readAssignedEpoch, saveAssignedPerformance } from '@pooltool/store';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { epochNotFollowed } from '../errors.ts';
import { patient } from '../patience.ts';

interface Loaded {
  readonly epoch: PerformanceToSave['epoch'];
  readonly pools: readonly (AssignedEpoch & { readonly pool: PoolId })[];
}

/**
 * How pools kept the slots they were assigned in the epoch (domain, `assignedPerformance`). It has no needs:
 * `assignedSlotsSensor` asks for it an hour into the next epoch, and again when anything it is judged by has changed.
 */
export const assignedPerformance = ({ network }: { readonly network: Network }): Asset =>
  defineAsset<Loaded, PerformanceToSave>({
    name: 'assigned_performance',
    description: 'How pools kept the slots they were assigned: made, lost in battles, missed',
    partitions: epochs,
    retry: patient,
    load: async ({ pool, partition }) => {
      const epoch = epochOf(partition);
      const reach = await chainReach(pool);
      if (reach === null || !(reach.fromGenesis || reach.firstSlot <= firstSlotOf(network, epoch))) {
        // Blocks from before would be counted as missed.
        throw epochNotFollowed({
          message: `our chain begins after epoch ${epoch} began: its blocks are not all known`,
        });
      }
      return { epoch, pools: await readAssignedEpoch(pool, epoch) };
    },
    compute: ({ epoch, pools }) => ({
      epoch,
      pools: pools.map((said) => ({ pool: said.pool, performance: performanceOf(said) })),
    }),
    save: (tx, computed) => saveAssignedPerformance(tx, computed),
    metadata: ({ pools }) => {
      const all = pools.map(({ performance }) => performance);
      const settled = all.filter((performance) => performance.outcome === 'settled');
      const sum = (of: (one: (typeof settled)[number]) => number) =>
        meta.count(settled.reduce((so, one) => so + of(one), 0));
      return {
        pools: meta.count(pools.length),
        unrevealed: meta.count(all.filter(({ outcome }) => outcome === 'unrevealed').length),
        contradicted: meta.count(all.filter(({ outcome }) => outcome === 'contradicted').length),
        assigned: sum(({ assigned }) => assigned),
        made: sum(({ made }) => made),
        slot_battles_lost: sum(({ slotBattlesLost }) => slotBattlesLost),
        height_battles_lost: sum(({ heightBattlesLost }) => heightBattlesLost),
        missed: sum((one) => one.assigned - slotsKept(one)),
      };
    },
  });
