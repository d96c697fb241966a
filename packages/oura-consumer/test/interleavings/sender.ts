import { type Point, type Slot, slot, type Tip } from '@pooltool/domain';
import { databaseUnreachable } from '@pooltool/shared-utils/pg';
import { expect } from 'vitest';
import type { FeedMessage } from '../../src/feed-message.ts';
import type { ChainFollower } from '../../src/follow-chain.ts';
import type { Followed } from '../../src/followed.ts';
import { type BlockTree, childrenOf, leavesOf, pathTo, type TreeBlock } from './block-tree.ts';
import type { Channel } from './channel.ts';
import type { Consumer } from './consumer.ts';
import type { Step } from './step.ts';
import { toldForm } from './told-block.ts';
import type { Trouble } from './trouble.ts';

/** What an interleaving needs beside the steps. */
export interface Sending {
  readonly tree: BlockTree;
  readonly consumer: Consumer;
  /** of another process, beside the consumer that follows */
  readonly operator: ChainFollower;
  readonly trouble: Trouble;
  /** of everything following writes: equal texts, equal rows */
  readonly fingerprint: () => Promise<string>;
  readonly syncPoint: () => Promise<Tip | null>;
  readonly channel: Channel;
}

export interface Sender {
  take(step: Step): Promise<void>;
  /** To the end of a branch that is within reach of a node. @returns the chain that stands then, first block first */
  driveToAnEnd(choice: number): Promise<readonly TreeBlock[]>;
  /** how often each block left our chain */
  readonly undone: ReadonlyMap<TreeBlock, number>;
  /** the blocks that came without their bytes the last time they came */
  readonly toldOnly: ReadonlySet<TreeBlock>;
}

type Words =
  | FeedMessage
  | { readonly kind: 'blocks'; readonly blocks: readonly Uint8Array[] }
  | { readonly kind: 'to-slot'; readonly slot: Slot };

/**
 * Oura, a node behind it that changes its mind, and an operator: says one thing at a time, repeats what was not taken, and
 * knows what must have come of it.
 */
export function newSender({ tree, consumer, operator, trouble, fingerprint, syncPoint, channel }: Sending): Sender {
  const { securityParameter } = tree.network;
  const undone = new Map<TreeBlock, number>();
  const toldOnly = new Set<TreeBlock>();
  let path: readonly TreeBlock[] = [];
  let dies = false;

  const tip = () => path.at(-1) ?? null;
  const isOurs = (one: TreeBlock | null) => one === null || path[depthInTree(one)] === one;
  /** how many of our blocks a block's parent has above it */
  const depthBelow = (one: TreeBlock) => path.length - (one.parent === null ? 0 : depthInTree(one.parent) + 1);

  const follow = (words: Words): Promise<Followed> => {
    const { follower } = consumer;
    if (words.kind === 'blocks') return follower.followBlocks(words.blocks);
    if (words.kind === 'to-slot') return operator.rollBackToSlot(words.slot);
    return follower.follow(words);
  };

  /** As often as it takes; null when the connection broke on the way, so that nobody knows which try did it. */
  async function say(words: Words): Promise<Followed | null> {
    const strikes = trouble.strikes;
    for (;;) {
      const before = trouble.strikes;
      try {
        const followed = await follow(words);
        await trouble.isOver();
        return trouble.strikes === strikes ? followed : null;
      } catch (error) {
        if (!databaseUnreachable.is(error) || trouble.strikes === before) throw error;
        await trouble.isOver();
        if (dies) await consumer.restart({ connections: 'new' });
      }
    }
  }

  /** What is said makes `next` our chain. */
  async function become(next: readonly TreeBlock[], words: Words): Promise<void> {
    const common = path.findIndex((one, at) => next[at] !== one);
    const gone = common === -1 ? [] : path.slice(common);
    const followed = await say(words);
    const isNothing = next.length === path.length && gone.length === 0;
    if (followed !== null) {
      const added = next.length - (path.length - gone.length);
      if (isNothing) expect(followed).toMatchObject({ did: 'nothing' });
      else if (added > 0) {
        expect(followed).toMatchObject({ did: 'rolled-forward', undone: gone.length, recorded: added });
      } else expect(followed).toMatchObject({ did: 'rolled-backward', undone: gone.length });
    }
    for (const one of gone) undone.set(one, (undone.get(one) ?? 0) + 1);
    for (const one of next.slice(path.length - gone.length)) {
      if (words.kind === 'told-block') toldOnly.add(one);
      else toldOnly.delete(one);
    }
    path = next;
    expect(await syncPoint()).toEqual(tipOf(tip()));
  }

  async function beRefused(words: Words, code: string): Promise<void> {
    const before = await fingerprint();
    await expect(say(words)).rejects.toMatchObject({ code });
    expect(await fingerprint(), `${code} changed nothing`).toBe(before);
  }

  /** The blocks that come next, at most `count` of them, at each fork by `choice`. */
  function ahead({ after = tip(), choice, count }: { after?: TreeBlock | null; choice: number; count: number }) {
    const found: TreeBlock[] = [];
    for (let at = after; found.length < count; ) {
      const next = childrenOf(tree, at);
      const chosen = next[choice % Math.max(1, next.length)];
      if (chosen === undefined) break;
      found.push(chosen);
      at = chosen;
    }
    return found;
  }

  const messageOf = ({ bytes }: TreeBlock): FeedMessage => ({ kind: 'block', bytes, claimed: null });

  async function goOn(blocks: readonly TreeBlock[]): Promise<void> {
    for (const one of blocks) await become([...path, one], messageOf(one));
  }

  /** Its first block alone, or several of its blocks in one transaction. */
  async function takeBranch(one: TreeBlock, count: number): Promise<void> {
    const kept = path.slice(0, path.length - depthBelow(one));
    const blocks = [one, ...ahead({ after: one, choice: 0, count: count - 1 })];
    const words =
      count === 1 ? messageOf(one) : ({ kind: 'blocks', blocks: blocks.map(({ bytes }) => bytes) } as const);
    await become([...kept, ...blocks], words);
  }

  const rollBackBy = async (depth: number): Promise<void> => {
    const next = path.slice(0, path.length - Math.min(depth, path.length, securityParameter));
    await become(next, { kind: 'roll-backward', to: pointBefore(next, path[0]) });
  };

  async function goBackTooFar(by: (Step & { step: 'go back too far' })['by'], choice: number): Promise<void> {
    const tooDeep = path.slice(0, Math.max(0, path.length - securityParameter - 1));
    const to = tooDeep[choice % Math.max(1, tooDeep.length)];
    if (to === undefined) return;
    switch (by) {
      case 'event':
        return beRefused({ kind: 'roll-backward', to: to.block }, 'POOLTOOL_FEED_REWOUND');
      case 'undo':
        return beRefused({ kind: 'undo', point: to.block }, 'POOLTOOL_FEED_REWOUND');
      case 'operator':
        return beRefused({ kind: 'to-slot', slot: to.block.slot }, 'POOLTOOL_ROLLBACK_REFUSED');
      case 'branch': {
        const branches = tree.blocks.filter(
          (one) => isOurs(one.parent) && !isOurs(one) && depthBelow(one) > securityParameter,
        );
        const one = branches[choice % Math.max(1, branches.length)];
        // Another first block after genesis is another chain's, not a roll backward of ours.
        const begins = one?.block.parentHash === null;
        if (one !== undefined)
          await beRefused(messageOf(one), begins ? 'POOLTOOL_PARENT_UNKNOWN' : 'POOLTOOL_ROLLBACK_TOO_DEEP');
      }
    }
  }

  async function take(step: Step): Promise<void> {
    switch (step.step) {
      case 'go on':
        return goOn(ahead(step));
      case 'be told': {
        const [one] = ahead({ choice: step.choice, count: 1 });
        if (one !== undefined) await become([...path, one], { kind: 'told-block', block: toldForm(one.block) });
        return;
      }
      case 'catch up': {
        const blocks = ahead(step);
        const known = step.overlap === 0 ? [] : path.slice(-step.overlap);
        const all = [...known, ...blocks];
        if (all.length > 0)
          await become([...path, ...blocks], { kind: 'blocks', blocks: all.map(({ bytes }) => bytes) });
        return;
      }
      case 'repeat': {
        const one = path[path.length - 1 - step.back];
        if (one !== undefined) await become(path, messageOf(one));
        return;
      }
      case 'skip ahead': {
        const strangers = path.length === 0 ? [] : tree.blocks.filter((one) => !isOurs(one.parent) && !isOurs(one));
        const one = strangers[step.choice % Math.max(1, strangers.length)];
        if (one !== undefined) await beRefused(messageOf(one), 'POOLTOOL_PARENT_UNKNOWN');
        return;
      }
      case 'take a branch': {
        const branches = tree.blocks.filter(
          (one) => isOurs(one.parent) && !isOurs(one) && one.parent !== tip() && depthBelow(one) <= securityParameter,
        );
        const one = branches[step.choice % Math.max(1, branches.length)];
        if (one !== undefined) await takeBranch(one, step.count);
        return;
      }
      case 'roll back':
        return rollBackBy(step.depth);
      case 'undo': {
        const one = path[path.length - 1 - step.back];
        if (one !== undefined)
          await become(path.slice(0, path.length - 1 - step.back), { kind: 'undo', point: one.block });
        return;
      }
      case 'undo a stranger': {
        const strangers = tree.blocks.filter((one) => !isOurs(one));
        const one = strangers[step.choice % Math.max(1, strangers.length)];
        if (one !== undefined) await become(path, { kind: 'undo', point: one.block });
        return;
      }
      case 'roll back to slot': {
        const one = path[path.length - 1 - Math.min(step.depth, securityParameter)];
        if (one === undefined) return;
        // A slot without a block means the block before it.
        const next = path[path.indexOf(one) + 1]?.block.slot ?? Number.POSITIVE_INFINITY;
        const at = slot(Math.min(one.block.slot + step.later, next - 1));
        return become(path.slice(0, path.indexOf(one) + 1), { kind: 'to-slot', slot: at });
      }
      case 'go back too far':
        return goBackTooFar(step.by, step.choice);
      case 'restart':
        return consumer.restart(step);
      case 'deliver':
        return channel.work();
      case 'cut':
        dies = step.process === 'dies';
        trouble.comesAt(step.nth, step.side);
    }
  }

  return {
    take,
    undone,
    toldOnly,
    async driveToAnEnd(choice) {
      const reachable = leavesOf(tree).filter(
        (leaf) => path.length - sharedLength(path, pathTo(leaf)) <= securityParameter,
      );
      const end = reachable[choice % reachable.length];
      if (end === undefined) throw new Error('the branch we are on has an end');
      const goal = pathTo(end);
      await rollBackBy(path.length - sharedLength(path, goal));
      await goOn(goal.slice(path.length));
      trouble.goesAway();
      return path;
    },
  };
}

const depthInTree = (one: TreeBlock): number => one.block.height - rootOf(one).block.height;

function rootOf(one: TreeBlock): TreeBlock {
  let at = one;
  while (at.parent !== null) at = at.parent;
  return at;
}

function sharedLength(one: readonly TreeBlock[], other: readonly TreeBlock[]): number {
  const differs = one.findIndex((block, at) => other[at] !== block);
  return differs === -1 ? one.length : differs;
}

const tipOf = (one: TreeBlock | null): Tip | null =>
  one === null ? null : { slot: one.block.slot, hash: one.block.hash, height: one.block.height };

/** The last of these blocks, or what the first block of our chain builds on. */
function pointBefore(kept: readonly TreeBlock[], first: TreeBlock | undefined): Point | 'origin' {
  const last = kept.at(-1);
  if (last !== undefined) return last.block;
  const parentHash = first?.block.parentHash ?? null;
  return first === undefined || parentHash === null ? 'origin' : { slot: slot(first.block.slot - 1), hash: parentHash };
}
