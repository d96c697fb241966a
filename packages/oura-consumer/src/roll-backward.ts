import { type Arriving, lengthOf, type Parent, type Point, pointText, type Slot, type Tip } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import {
  CHAIN_FEED,
  findBlock,
  firstBlock,
  forgetSyncPoint,
  holdSyncPoint,
  newestBlockUpTo,
  rollBackTo,
  settledPoint,
  undoesSettled,
  writeSyncPoint,
} from '@pooltool/store';
import { feedRewound, pointUnknown, rollbackRefused } from './errors.ts';
import type { Followed } from './followed.ts';
import type { Following } from './roll-forward.ts';
import { startAt } from './where-to-start.ts';

/** Where to roll back to: a block of ours, or null for what our chain began after; that undoes all of it. */
type Target = Tip | null;

/** The chain as a roll backward finds it, held until the transaction ends. */
interface Held {
  readonly tip: Parent;
  readonly first: Arriving;
  /** the newest block that may not be undone */
  readonly settled: Tip | null;
}

/**
 * What a feed calls a roll backward. Oura v1 says where it begins at every start (chain-input.md 1.8): with no chain yet
 * there is nothing to undo.
 */
export async function rollBackward(tx: Transaction, following: Following, to: Point | 'origin'): Promise<Followed> {
  const held = await holdChain(tx);
  if (held === null) return NO_CHAIN;
  const target = await targetOf(tx, { to, held });
  demandNodesDepth({ target, held, following, says: to === 'origin' ? to : pointText(to) });
  return back(tx, { target, held });
}

/** What a feed calls undoing a block: its parent becomes the tip. A block that is not on our chain is undone already. */
export async function undo(tx: Transaction, following: Following, point: Point): Promise<Followed> {
  const held = await holdChain(tx);
  if (held === null) return NO_CHAIN;
  const block = await findBlock(tx, point.hash);
  if (block === null) return { did: 'nothing', why: `block ${pointText(point)} is not on our chain` };
  const target = block.hash === held.first.hash ? null : await parentOf(tx, block);
  demandNodesDepth({ target, held, following, says: `before ${pointText(point)}` });
  return back(tx, { target, held });
}

/** The operator's word: the newest block that is not after the slot becomes the tip. */
export async function rollBackToSlot(tx: Transaction, following: Following, slot: Slot): Promise<Followed> {
  const held = await holdChain(tx);
  if (held === null) return NO_CHAIN;
  const target = await newestBlockUpTo(tx, slot);
  const { securityParameter } = following.network;
  if (target === null) {
    throw rollbackRefused({
      message: `our chain begins at ${pointText(held.first)}: there is no block at slot ${slot} or before`,
      details: { slot, first: held.first.slot },
    });
  }
  const depth = depthOf(target, held);
  const instead = 'restore a backup from before that slot, or follow anew into an empty database';
  if (depth > securityParameter) {
    throw rollbackRefused({
      message: `slot ${slot} is ${depth} blocks below our tip ${pointText(held.tip)}, and ${securityParameter} can be undone: ${instead}`,
      details: { slot, depth, most: securityParameter },
    });
  }
  if (undoesSettled(target, held.settled)) {
    throw rollbackRefused({
      message: `slot ${slot} lies before ${pointText(held.settled)}, which is settled: our chain was higher than it is now, and ${securityParameter} blocks below that can be undone; ${instead}`,
      details: { slot, settled: held.settled, most: securityParameter },
    });
  }
  return back(tx, { target, held });
}

const NO_CHAIN = { did: 'nothing', why: 'there is no chain yet' } as const;

async function holdChain(tx: Transaction): Promise<Held | null> {
  const tip = await holdSyncPoint(tx, CHAIN_FEED);
  const first = tip === null ? null : await firstBlock(tx);
  return tip === null || first === null ? null : { tip, first, settled: await settledPoint(tx) };
}

/** A block of ours, or what our first block builds on. @throws POOLTOOL_POINT_UNKNOWN */
async function targetOf(tx: Transaction, { to, held }: { to: Point | 'origin'; held: Held }): Promise<Target> {
  const { first, tip } = held;
  if (to === 'origin') {
    if (first.parentHash === null) return null;
    throw unknown('the origin', held);
  }
  if (to.hash === first.parentHash) return null;
  const block = to.hash === tip.hash ? tip : await findBlock(tx, to.hash);
  if (block === null || block.slot !== to.slot) throw unknown(pointText(to), held);
  return block;
}

async function parentOf(tx: Transaction, { hash, parentHash }: Arriving): Promise<Target> {
  const parent = parentHash === null ? null : await findBlock(tx, parentHash);
  if (parent === null) throw new Error(`block ${hash} is on our chain and its parent is not`);
  return parent;
}

const depthOf = (target: Target, held: Held): number =>
  target === null ? lengthOf(held) : held.tip.height - target.height;

/** A node does not roll back further: a feed that says so was started from an old point, and our chain stays. */
function demandNodesDepth({
  target,
  held,
  following,
  says,
}: {
  target: Target;
  held: Held;
  following: Following;
  says: string;
}): void {
  const depth = depthOf(target, held);
  const most = following.network.securityParameter;
  if (depth > most) {
    throw feedRewound({
      message: `the feed went back to ${says}, ${depth} blocks below our tip, and no node rolls back more than ${most}; ${startAt(held.tip)}, or take our chain back with pooltool chain rollback-to`,
      details: { depth, most, tip: held.tip },
    });
  }
  if (undoesSettled(target, held.settled)) {
    throw feedRewound({
      message: `the feed went back to ${says}, before ${pointText(held.settled)}, which is settled: our chain was higher than it is now, and no node rolls back more than ${most} below that; ${startAt(held.tip)}`,
      details: { depth, most, tip: held.tip, settled: held.settled },
    });
  }
}

async function back(tx: Transaction, { target, held }: { target: Target; held: Held }): Promise<Followed> {
  if (target?.hash === held.tip.hash) return { did: 'nothing', why: `our tip is ${pointText(held.tip)} already` };
  const tip = target && { slot: target.slot, hash: target.hash, height: target.height };
  const { blocks } = await rollBackTo(tx, tip);
  await (tip === null ? forgetSyncPoint(tx, CHAIN_FEED) : writeSyncPoint(tx, CHAIN_FEED, tip));
  return { did: 'rolled-backward', tip, undone: blocks, recorded: 0 };
}

const unknown = (said: string, { tip }: Held) =>
  pointUnknown({
    message: `cannot roll back to ${said}: it is not on our chain; ${startAt(tip)}`,
    details: { tip },
  });
