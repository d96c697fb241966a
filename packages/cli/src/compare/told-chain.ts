import type { Block } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { readChain } from '@pooltool/store';
import { type Fact, fact } from './facts.ts';

/** What of a block stays to be compared. */
type ToldBlock = Pick<Block, 'hash' | 'parentHash' | 'height' | 'slot'>;

/** The chain as a feed told it: what is left after every branch that lost. */
export interface ToldChain {
  tell(block: Block): void;
  /** from the first on */
  blocks(): readonly ToldBlock[];
}

export function newToldChain(): ToldChain {
  const chain: ToldBlock[] = [];
  return {
    tell({ hash, parentHash, height, slot }) {
      while (chain.length > 0 && chain.at(-1)?.hash !== parentHash) chain.pop();
      chain.push({ hash, parentHash, height, slot });
    },
    blocks: () => chain,
  };
}

const blockFact = ({ height, slot, hash }: { height: number; slot: number; hash: string }): Fact =>
  fact('block', `height ${height}`, `${slot}.${hash}`);

/** Every block that was told, and no other, must be on our chain. */
export const toldChainFacts = (told: ToldChain): Fact[] => told.blocks().map(blockFact);

export async function followedChainFacts(db: Queryable): Promise<Fact[]> {
  const facts: Fact[] = [];
  for await (const block of readChain(db)) facts.push(blockFact(block));
  return facts;
}
