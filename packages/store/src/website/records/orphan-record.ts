import { epochSlotOf, type Network, slotStartMs } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { Orphan } from '../../documents/read-orphans.ts';
import { leaderWords, NO_WORDS } from '../../pools/pool-words.ts';
import { BYRON } from './byron.ts';

/**
 * A block that is not on the chain (clients.md 1.4): `block` is a text here, `slot` counts from the epoch's beginning. What
 * is in its body is known where our node had it, else 0.
 */
export const orphanRecord = ({ block, contest, body }: Orphan, network: Network): JsonObject => ({
  block: `${block.height}`,
  epoch: block.epoch,
  hash: block.hash,
  leaderPoolId: block.producer ?? BYRON,
  ...leaderWords(NO_WORDS),
  output: body?.output ?? 0,
  size: body?.bodySize ?? 0,
  slot: epochSlotOf(network, block.slot),
  time: slotStartMs(network, block.slot),
  transactions: body?.transactions ?? 0,
  ...(contest.classification === null ? {} : { classification: contest.classification }),
  slotBattle: contest.isSlotBattle,
});

/**
 * All orphans of one height as the one record that clients know of it: the first, and below `others`, which they do not look
 * at, the rest by hash. Null: there is none.
 */
export function orphansRecord(orphans: readonly Orphan[], network: Network): JsonObject | null {
  const [first, ...others] = orphans;
  if (first === undefined) return null;
  return {
    ...orphanRecord(first, network),
    ...(others.length === 0
      ? {}
      : { others: Object.fromEntries(others.map((other) => [other.block.hash, orphanRecord(other, network)])) }),
  };
}
