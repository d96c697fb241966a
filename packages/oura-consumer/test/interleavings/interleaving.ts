import { type Network, slot, slotStartMs } from '@pooltool/domain';
import { manualClock } from '@pooltool/shared-utils/clock';
import { rowDifference } from '@pooltool/store/testing';
import type { VerificationRequest } from '@pooltool/store/verifications';
import { expect } from 'vitest';
import type { BlockTree, TreeBlock } from './block-tree.ts';
import { type Consumer, openConsumer } from './consumer.ts';
import type { ProofDatabase } from './proof-database.ts';
import { newSender } from './sender.ts';
import type { Step } from './step.ts';
import { toldForm } from './told-block.ts';
import { cutConnections, type Trouble } from './trouble.ts';
import { wrongsOf } from './what-people-know.ts';

/** Sends a tree's blocks in an order, and holds what came of it against a clean replay of the chain that stands then. */
export interface Prover {
  prove(given: Interleaving): Promise<void>;
  close(): Promise<void>;
}

/** What all interleavings of a file have in common. */
export interface Proving {
  readonly network: Network;
  readonly firstSlot: number;
  readonly waitsFor: VerificationRequest;
  /** absent: connections are cut */
  readonly trouble?: Trouble;
}

export interface Interleaving {
  readonly tree: BlockTree;
  readonly steps: readonly Step[];
  /** which branch wins */
  readonly end: number;
}

/** Of a case's first few slots nobody is told, as of a chain that was caught up with. */
const TOLD_FROM = 5;

export function newProver(
  database: ProofDatabase,
  { network, firstSlot, waitsFor, trouble = cutConnections(database.proxy) }: Proving,
): Prover {
  const now = slotStartMs(network, slot(firstSlot + TOLD_FROM));
  const following = { network, clock: manualClock(now), tellWithinMs: 0 };
  const consumer = openConsumer({ ...following, url: database.proxy.url });
  /** the operator's, and for the clean replay */
  const clean = openConsumer({ ...following, url: database.url });
  return {
    async prove({ tree, steps, end }) {
      await database.clear(waitsFor);
      const channel = database.openChannel();
      const sender = newSender({ ...database, tree, consumer, operator: clean.follower, channel, trouble });
      for (const step of steps) await sender.take(step);
      const chain = await sender.driveToAnEnd(end);
      // What waits is taken up, then said.
      await channel.work();
      await channel.work();
      await database.tidyUp();
      const [truth, news] = [await database.truth(), await database.news()];
      expect(await database.undoneBlocks()).toEqual(undoneThen(sender.undone, chain));

      await database.clear(waitsFor);
      await replay(clean, chain, sender.toldOnly);
      await database.tidyUp();
      expect(rowDifference(truth, await database.truth())).toEqual([]);
      expect(news).toEqual(await database.news());
      expect(wrongsOf({ told: channel.told, news: [...news.keys()], blocks: tree.blocks, chain })).toEqual([]);
    },
    async close() {
      await consumer.close();
      await clean.close();
    },
  };
}

async function replay(
  { follower }: Consumer,
  chain: readonly TreeBlock[],
  toldOnly: ReadonlySet<TreeBlock>,
): Promise<void> {
  let row: Uint8Array[] = [];
  for (const one of chain) {
    if (!toldOnly.has(one)) {
      row.push(one.bytes);
      continue;
    }
    if (row.length > 0) await follower.followBlocks(row);
    row = [];
    await follower.follow({ kind: 'told-block', block: toldForm(one.block) });
  }
  if (row.length > 0) await follower.followBlocks(row);
}

/** What must be remembered of the blocks that left our chain. */
const undoneThen = (undone: ReadonlyMap<TreeBlock, number>, chain: readonly TreeBlock[]) =>
  new Map([...undone].map(([one, times]) => [one.block.hash, { times, returned: chain.includes(one) }]));
