import { awardOf, milestoneOf, type Network, slotStartMs, subjectOf } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { type MilestoneRow, milestonesFor } from '@pooltool/store/documents';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

/** What a pool got for its first, tenth, hundredth … block (clients.md 1.1), under the number of the block. */
export const award = family({
  kind: 'award',
  read: subjectOf.award,
  load: async (db, subjects) => {
    const reached = await milestonesFor(db, subjects);
    return new Map(reached.map((milestone) => [`${milestone.pool}/${milestone.blocks}`, milestone]));
  },
  draw: ({ pool, blocks }, reached, network) => {
    const milestone = reached.get(`${pool}/${blocks}`);
    return oneValue(`awards/cardano/${pool}/${keyOf(blocks)}`, milestone ? awardRecord(milestone, network) : null);
  },
});

/** Not a number to clients, which make a list of dense ones, and sorting by blocks. */
const keyOf = (blocks: number): string => `blocks-${`${blocks}`.padStart(5, '0')}`;

export function awardRecord({ pool, blocks, hash, height, slot }: MilestoneRow, network: Network): JsonObject | null {
  const milestone = milestoneOf(blocks);
  if (milestone === null) return null;
  return awardOf(
    { pool, blocks: milestone, hash, height },
    { network: network.name, timeMs: slotStartMs(network, slot) },
  );
}
