import { decodeBlock } from '@pooltool/codec';
import {
  type Arrival,
  type Block,
  blockPlace,
  factsOf,
  judgeArrival,
  type Network,
  type Point,
  pointText,
  type Slot,
  type Tip,
} from '@pooltool/domain';
import type { Log } from '@pooltool/shared-utils/log';
import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';
import {
  CHAIN_FEED,
  findBlock,
  findPoint,
  holdSyncPoint,
  recordBlocks,
  rollBackTo,
  writeSyncPoint,
} from '@pooltool/store';
import { blockHashWrong, parentUnknown, pointUnknown, rollbackTooDeep } from './errors.ts';
import type { FeedMessage } from './feed-message.ts';

/** What a message did, for the answer, the log and the metrics. */
export type Followed =
  | { readonly did: 'rolled-forward'; readonly tip: Tip; readonly undone: number }
  | { readonly did: 'rolled-backward'; readonly tip: Tip; readonly undone: number }
  | { readonly did: 'nothing'; readonly why: string };

export interface ChainFollower {
  /**
   * Makes one message true in one transaction, in the order of the calls. A repeat does nothing.
   * @throws POOLTOOL_BLOCK_UNREADABLE, POOLTOOL_BLOCK_HASH_WRONG (reject), POOLTOOL_PARENT_UNKNOWN,
   *   POOLTOOL_POINT_UNKNOWN (retry), POOLTOOL_ROLLBACK_TOO_DEEP (halt), and what the database throws.
   */
  follow(message: FeedMessage): Promise<Followed>;
}

export function chainFollower({ pool, network, log }: { pool: Pool; network: Network; log: Log }): ChainFollower {
  const followers = {
    block: async ({ bytes, claimed }: Extract<FeedMessage, { kind: 'block' }>): Promise<Followed> => {
      const block = decodeBlock(bytes);
      const hash = claimed?.hash ?? block.hash;
      if (hash !== block.hash) {
        throw blockHashWrong({ message: `the event says ${hash}, its block's header hashes to ${block.hash}` });
      }
      return followers.toldBlock(block);
    },
    toldBlock: (block: Block): Promise<Followed> => inTransaction(pool, (tx) => arrive(tx, { block, network, log })),
    rollBackward: (to: Point | 'origin'): Promise<Followed> =>
      inTransaction(pool, (tx) => rollBackward(tx, { to, network, log })),
  };

  let last: Promise<unknown> = Promise.resolve();
  /** One message at a time: two senders at once must not both extend the same tip. */
  const inOrder = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };

  return {
    follow(message) {
      switch (message.kind) {
        case 'block':
          return inOrder(() => followers.block(message));
        case 'told-block':
          return inOrder(() => followers.toldBlock(message.block));
        case 'roll-backward':
          return inOrder(() => followers.rollBackward(message.to));
        case 'undo':
          return Promise.reject(pointUnknown({ message: `cannot undo ${pointText(message.point)} yet` }));
        case 'told-by-the-block':
          return Promise.resolve({ did: 'nothing', why: `${message.variant} is told by the block itself` });
      }
    },
  };
}

interface Arriving {
  readonly block: Block;
  readonly network: Network;
  readonly log: Log;
}

async function arrive(tx: Transaction, { block, network, log }: Arriving): Promise<Followed> {
  const tip = await holdSyncPoint(tx, CHAIN_FEED);
  const arrival = await judged(tx, { block, tip, network });
  switch (arrival.kind) {
    case 'known':
      return { did: 'nothing', why: `block ${block.height} is on our chain already` };
    case 'unknown-parent':
      throw parentUnknown({ message: arrival.says, details: { slot: block.slot, hash: block.hash } });
    case 'too-deep':
      throw tooDeep(arrival);
    case 'roll-forward':
      return rollForward(tx, { block, network, parentSlot: tip?.slot ?? null, undone: 0 });
    case 'roll-backward-first': {
      const { blocks } = await rollBackTo(tx, arrival.to);
      log.info({ to: pointText(arrival.to), height: arrival.to.height, blocks }, 'chain.rolled-backward');
      return rollForward(tx, { block, network, parentSlot: arrival.to.slot, undone: blocks });
    }
  }
}

async function judged(
  tx: Transaction,
  { block, tip, network }: { block: Block; tip: Tip | null; network: Network },
): Promise<Arrival> {
  const extendsTip = tip === null || block.parentHash === tip.hash;
  return judgeArrival({
    block,
    tip,
    known: !extendsTip && (await findBlock(tx, block.hash)) !== null,
    parent: extendsTip || block.parentHash === null ? null : await findBlock(tx, block.parentHash),
    securityParameter: network.securityParameter,
  });
}

async function rollForward(
  tx: Transaction,
  { block, network, parentSlot, undone }: { block: Block; network: Network; parentSlot: Slot | null; undone: number },
): Promise<Followed> {
  const tip: Tip = { slot: block.slot, hash: block.hash, height: block.height };
  const facts = factsOf(block, blockPlace(network, { slot: block.slot, parentSlot }));
  await recordBlocks(tx, [facts], { feed: CHAIN_FEED, tellFrom: null });
  return { did: 'rolled-forward', tip, undone };
}

/** Oura v1 says where it begins at every start (chain-input.md 1.8): with no chain yet there is nothing to undo. */
async function rollBackward(
  tx: Transaction,
  { to: point, network, log }: { to: Point | 'origin'; network: Network; log: Log },
): Promise<Followed> {
  const tip = await holdSyncPoint(tx, CHAIN_FEED);
  if (tip === null) return { did: 'nothing', why: 'there is no chain yet' };
  const to = await pointToKeep(tx, { point, tip });
  const depth = tip.height - to.height;
  if (depth > network.securityParameter) throw tooDeep({ to, depth, most: network.securityParameter });
  const { blocks } = await rollBackTo(tx, to);
  await writeSyncPoint(tx, CHAIN_FEED, to);
  if (blocks > 0) log.info({ to: pointText(to), height: to.height, blocks }, 'chain.rolled-backward');
  return { did: 'rolled-backward', tip: to, undone: blocks };
}

async function pointToKeep(tx: Transaction, { point, tip }: { point: Point | 'origin'; tip: Tip }): Promise<Tip> {
  if (point !== 'origin') {
    const to = point.hash === tip.hash ? tip : await findPoint(tx, point);
    if (to !== null) return to;
  }
  const said = point === 'origin' ? point : pointText(point);
  throw pointUnknown({ message: `cannot roll back to ${said}: it is not on our chain; our tip is ${pointText(tip)}` });
}

const tooDeep = ({ to, depth, most }: { to: Tip; depth: number; most: number }) =>
  rollbackTooDeep({
    message: `rolling back to height ${to.height} would undo ${depth} blocks, and no chain rolls back more than ${most}: compare our chain with the node's before anything else`,
    details: { slot: to.slot, hash: to.hash, depth, most },
  });
