import { type AwardNotice, awardNotice, awardOf, slotStartMs } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import type { MilestoneBlock } from './milestones.ts';
import { readNetwork } from './network.ts';

/** What is told of milestones. @throws POOLTOOL_NETWORK_UNKNOWN (retry) while nobody has said which network this is. */
export async function awardNotices(tx: Transaction, reached: readonly MilestoneBlock[]): Promise<AwardNotice[]> {
  if (reached.length === 0) return [];
  const network = await readNetwork(tx);
  return reached.map(({ block, blocks }) => {
    const awarded = { pool: block.pool, blocks, hash: block.hash, height: block.height };
    const award = awardOf(awarded, { network: network.name, timeMs: slotStartMs(network, block.slot) });
    return awardNotice(awarded, { award, slot: block.slot });
  });
}
