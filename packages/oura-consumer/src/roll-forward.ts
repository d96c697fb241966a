import {
  type Arrival,
  type Block,
  blockPlace,
  factsOf,
  judgeArrival,
  type Network,
  type Parent,
  pointText,
  type Slot,
  type Unfit,
  unfitAfter,
} from '@pooltool/domain';
import type { Log } from '@pooltool/shared-utils/log';
import type { Transaction } from '@pooltool/shared-utils/pg';
import {
  CHAIN_FEED,
  findBlock,
  firstBlock,
  holdSyncPoint,
  knownBlocks,
  recordBlocks,
  rollBackTo,
  settledPoint,
  undoesSettled,
  type VrfKeysSeen,
} from '@pooltool/store';
import { blockHeightWrong, blockSlotWrong, parentUnknown, rollbackTooDeep } from './errors.ts';
import type { Followed } from './followed.ts';
import { startAt } from './where-to-start.ts';

/** What following knows beside the message. */
export interface Following {
  readonly network: Network;
  readonly log: Log;
  /** from which slot on people are told; null: they are not */
  readonly tellFrom: () => Slot | null;
  readonly keepOutputs: boolean;
  readonly vrfKeysSeen: VrfKeysSeen;
}

/** Blocks of which each builds on the one before. */
export type Row = readonly [Block, ...Block[]];

/** @throws as a single block would, when one does not build on the one before it */
export function rowOf(blocks: readonly Block[]): Row {
  const [first, ...rest] = blocks;
  if (first === undefined) throw new RangeError('there are no blocks to follow');
  let last: Block = first;
  for (const block of rest) {
    const unfit = unfitAfter(last, block);
    if (unfit?.kind === 'unknown-parent') throw notInARow(last, block);
    if (unfit !== null) throw unfitError(unfit, { block, tip: last });
    last = block;
  }
  return [first, ...rest];
}

/** What is known at the head of the row is passed over, the first that is new is judged, the others follow it. */
export async function arrive(tx: Transaction, following: Following, row: Row): Promise<Followed> {
  const tip = await holdSyncPoint(tx, CHAIN_FEED);
  const fresh = await withoutKnown(tx, row, tip);
  const block = fresh[0] ?? row[0];
  const arrival = await judged(tx, { block, tip, known: fresh.length === 0, network: following.network });
  switch (arrival.kind) {
    case 'known':
      return { did: 'nothing', why: `block ${block.height} is on our chain already` };
    case 'roll-forward':
      return rollForward(tx, following, { blocks: fresh, parent: arrival.parent, undone: 0 });
    case 'roll-backward-first': {
      await demandUnsettled(tx, { block, to: arrival.to, tip });
      const { blocks: undone } = await rollBackTo(tx, arrival.to);
      return rollForward(tx, following, { blocks: fresh, parent: arrival.to, undone });
    }
    case 'too-deep':
      throw rollbackTooDeep({
        message: `block ${pointText(block)} builds ${arrival.depth} blocks below our tip, and no node rolls back more than ${arrival.most}: compare our chain with the node's before anything else`,
        details: { slot: block.slot, hash: block.hash, to: arrival.to, tip, depth: arrival.depth, most: arrival.most },
      });
    default:
      throw unfitError(arrival, { block, tip });
  }
}

/** Writes blocks of which the first builds on `parent`, which is our tip, or is believed to be: then it fails if it is not. */
export async function rollForward(
  tx: Transaction,
  { network, tellFrom, keepOutputs, vrfKeysSeen }: Following,
  {
    blocks,
    parent,
    undone,
    believed = false,
  }: { blocks: readonly Block[]; parent: Parent | null; undone: number; believed?: boolean },
): Promise<Followed> {
  const facts = blocks.map((block, index) => {
    const before = blocks[index - 1] ?? parent;
    return factsOf(block, blockPlace(network, { slot: block.slot, parentSlot: before?.slot ?? null }));
  });
  await recordBlocks(tx, facts, {
    feed: CHAIN_FEED,
    tellFrom: tellFrom(),
    keepOutputs,
    vrfKeysSeen,
    ...(believed && parent !== null ? { believedTip: parent.hash } : {}),
  });
  const last = facts.at(-1);
  if (last === undefined) throw new RangeError('there is no block to roll forward to');
  const { slot, hash, height } = last.block;
  return { did: 'rolled-forward', tip: { slot, hash, height }, undone, recorded: facts.length, lagMs: last.lagMs };
}

async function demandUnsettled(
  tx: Transaction,
  { block, to, tip }: { block: Block; to: Parent | null; tip: Parent | null },
): Promise<void> {
  const settled = await settledPoint(tx);
  if (!undoesSettled(to, settled)) return;
  throw rollbackTooDeep({
    message: `block ${pointText(block)} builds before ${pointText(settled)}, which is settled: our chain was higher than it is now, and no node rolls back that far: compare our chain with the node's before anything else`,
    details: { slot: block.slot, hash: block.hash, to, tip, settled },
  });
}

async function withoutKnown(tx: Transaction, row: Row, tip: Parent | null): Promise<readonly Block[]> {
  if (tip === null || row[0].parentHash === tip.hash) return row;
  const known = await knownBlocks(
    tx,
    row.map(({ hash }) => hash),
  );
  return row.slice(row.findLastIndex(({ hash }) => known.has(hash)) + 1);
}

interface Judging {
  readonly block: Block;
  readonly tip: Parent | null;
  readonly known: boolean;
  readonly network: Network;
}

async function judged(tx: Transaction, { block, tip, known, network }: Judging): Promise<Arrival> {
  const question = { block, tip, known, parent: null, first: null, securityParameter: network.securityParameter };
  if (known || tip === null || block.parentHash === tip.hash) return judgeArrival(question);
  const parent = block.parentHash === null ? null : await findBlock(tx, block.parentHash);
  return judgeArrival({ ...question, parent, first: parent === null ? await firstBlock(tx) : null });
}

const notInARow = (before: Block, { slot, hash, height, parentHash }: Block) =>
  parentUnknown({
    message: `the blocks handed over are no row: behind ${pointText(before)} stands ${pointText({ slot, hash })}, which builds on ${parentHash ?? 'genesis'}`,
    details: { slot, hash, height, parentHash, before: before.hash },
  });

function unfitError({ kind, says }: Unfit, { block, tip }: { block: Block; tip: Parent | null }): Error {
  const { slot, hash, height, parentHash } = block;
  const about = { slot, hash, height, parentHash, tip };
  switch (kind) {
    case 'unknown-parent':
      return parentUnknown({ message: `${says}; ${startAt(tip)}`, details: about });
    case 'wrong-height':
      return blockHeightWrong({ message: says, details: about });
    case 'wrong-slot':
      return blockSlotWrong({ message: says, details: about });
  }
}
