import { type Network, type Slot, slotAtTime, unixMs } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';
import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';
import { epochNonces } from './epoch-nonces.ts';
import { tipInMind } from './extend-tip.ts';
import type { FeedMessage } from './feed-message.ts';
import type { Followed } from './followed.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { ofNetwork, readBlock } from './read-block.ts';
import { rollBackToSlot, rollBackward, undo } from './roll-backward.ts';
import { type Following, type Row, rowOf } from './roll-forward.ts';

export interface ChainFollower {
  /**
   * Makes one message true in one transaction, in the order of the calls. A repeat does nothing.
   * @throws what is wrong with a block by itself (see `readBlock`) or after our tip: POOLTOOL_BLOCK_HEIGHT_WRONG,
   *   POOLTOOL_BLOCK_SLOT_WRONG (reject); POOLTOOL_PARENT_UNKNOWN, POOLTOOL_POINT_UNKNOWN, POOLTOOL_FEED_REWOUND (retry),
   *   POOLTOOL_ROLLBACK_TOO_DEEP (halt), and what the database throws. Nothing is written then.
   */
  follow(message: FeedMessage): Promise<Followed>;
  /**
   * Many blocks in one transaction, for catching up: each builds on the one before, and the first that is new is judged as
   * it would be alone. What is known at their head is passed over. @throws as `follow`
   */
  followBlocks(blocks: readonly Uint8Array[]): Promise<Followed>;
  /**
   * Makes the newest block that is not after `slot` our tip, by an operator's word; also beside a running daemon.
   * @throws POOLTOOL_ROLLBACK_REFUSED (reject) beyond the security parameter or before our chain
   */
  rollBackToSlot(slot: Slot): Promise<Followed>;
}

export function chainFollower({
  pool,
  network,
  clock,
  log,
  tellWithinMs,
  keepOutputs = true,
}: {
  readonly pool: Pool;
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  /** what is older than this is no news, and nobody is told of it; absent: nobody is told at all */
  readonly tellWithinMs?: number;
  /** as `recordBlocks` */
  readonly keepOutputs?: boolean;
}): ChainFollower {
  const following: Following = { network, log, tellFrom, keepOutputs, vrfKeysSeen: new Set() };
  const nonces = epochNonces({ pool, network, log });
  const inOrder = oneAtATime();
  const tip = tipInMind({ pool, following });
  const forward = (row: Row) =>
    inOrder(async () => {
      const followed = logged(await tip.arrive(row));
      await nonces.upTo(followed);
      return followed;
    });
  const backward = (work: (tx: Transaction) => Promise<Followed>) =>
    inOrder(async () => {
      tip.forget();
      return logged(await inTransaction(pool, work));
    });

  return {
    async follow(message) {
      switch (message.kind) {
        case 'block':
          return forward(rowOf([readBlock(network, message)]));
        case 'told-block':
          return forward(rowOf([ofNetwork(network, message.block)]));
        case 'roll-backward':
          return backward((tx) => rollBackward(tx, following, message.to));
        case 'undo':
          return backward((tx) => undo(tx, following, message.point));
        case 'told-by-the-block':
          return { did: 'nothing', why: `${message.variant} is told by the block itself` };
      }
    },
    async followBlocks(blocks) {
      if (blocks.length === 0) return { did: 'nothing', why: 'there are no blocks' };
      return forward(rowOf(blocks.map((bytes) => readBlock(network, { bytes, claimed: null }))));
    },
    rollBackToSlot: (slot) => backward((tx) => rollBackToSlot(tx, following, slot)),
  };

  function logged(followed: Followed): Followed {
    if (followed.did !== 'nothing' && followed.undone > 0) {
      const { undone, recorded, tip } = followed;
      log.info({ undone, recorded, tip }, 'chain.rolled-backward');
    }
    return followed;
  }

  function tellFrom(): Slot | null {
    if (tellWithinMs === undefined) return null;
    return slotAtTime(network, unixMs(Math.max(network.systemStartMs, clock.now() - tellWithinMs)));
  }
}
