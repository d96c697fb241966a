import { type Block, type Epoch, epoch, type PoolId, type Slot } from '@pooltool/domain';
import type { Simulation } from '../simulation.ts';

/** A block that a pool made, whether it stayed on the chain or not. */
export interface MadeByPool {
  readonly block: Block;
  readonly epoch: Epoch;
  readonly producer: PoolId;
  readonly branch: 'main' | 'losing';
}

export const blocksMade = (simulation: Simulation): readonly MadeByPool[] =>
  [...simulation.events()].flatMap((event) => {
    if (event.kind !== 'block' || event.block.issuer === null) return [];
    const { block, branch } = event;
    return [{ block, branch, epoch: epoch(event.epoch), producer: event.block.issuer.poolId }];
  });

/** Blocks of the chain that stayed, by slot and by height. */
export const standing = (made: readonly MadeByPool[]) => {
  const main = made.filter(({ branch }) => branch === 'main');
  return {
    bySlot: new Map<Slot, MadeByPool>(main.map((one) => [one.block.slot, one])),
    byHeight: new Map<number, MadeByPool>(main.map((one) => [one.block.height, one])),
  };
};
