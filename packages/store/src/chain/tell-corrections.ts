import {
  type Belief,
  type BlockFacts,
  beliefOf,
  blockOrphaned,
  blockRestored,
  type ChainNotice,
  type LostBlock,
  ORPHAN_CERTAIN_AFTER,
  statementsOf,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { toldKeys } from '../notices/index.ts';
import type { ForksSeen } from './undone-blocks.ts';

/**
 * What those hear who were told the opposite: a block they know of is certainly an orphan, or is on the chain after all.
 * Nobody who was told nothing is corrected. How old the blocks are does not matter: what is wrong is put right.
 */
export async function corrections(
  tx: Transaction,
  { returned, settled }: ForksSeen,
  facts: readonly BlockFacts[],
): Promise<ChainNotice[]> {
  const lost = [...returned, ...settled.map((one) => one.lost)];
  if (lost.length === 0) return [];
  const told = await toldKeys(tx, lost.flatMap(statementsOf));
  const believed = (block: LostBlock): Belief => beliefOf(block, (key) => told.has(key));
  return [
    ...returned.filter((block) => believed(block) === 'off-chain').map(blockRestored),
    ...settled
      .filter((one) => believed(one.lost) === 'on-chain')
      .flatMap((one) => {
        const certain = facts.find(
          ({ block }) => block.kind === 'main' && block.height === one.lost.height + ORPHAN_CERTAIN_AFTER,
        );
        return certain === undefined ? [] : [blockOrphaned(one.lost, { by: one.by, certainFrom: certain.block.slot })];
      }),
  ];
}
