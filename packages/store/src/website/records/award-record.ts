import { awardOf, milestoneOf, type Network, slotStartMs } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { MilestoneRow } from '../../documents/read-milestones.ts';

/** Not a number to clients, which make a list of dense ones, and sorting by blocks. */
export const awardKey = (blocks: number): string => `blocks-${`${blocks}`.padStart(5, '0')}`;

export function awardRecord({ pool, blocks, hash, height, slot }: MilestoneRow, network: Network): JsonObject | null {
  const milestone = milestoneOf(blocks);
  if (milestone === null) return null;
  return awardOf(
    { pool, blocks: milestone, hash, height },
    { network: network.name, timeMs: slotStartMs(network, slot) },
  );
}
