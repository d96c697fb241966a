import type { BlockHash } from '../units/hashes.ts';
import { mintedKey, orphanedKey, restoredKey } from './block-notices.ts';

/**
 * How many blocks higher than a lost block our chain must be before people who were told of it hear that it is an
 * orphan. Blocks come every 20 seconds, so six are two minutes: slot battles are settled by the next block or two, and
 * when Oura restarts it goes back some blocks and brings the same ones again within seconds. The old backend stayed six
 * blocks behind for the same reason (original.md 1.1). A false alarm is worse than one that comes two minutes late.
 */
export const ORPHAN_CERTAIN_AFTER = 6;

/** What people believe of a block, by what they were told last. */
export type Belief = 'nothing' | 'on-chain' | 'off-chain';

/** The keys of all that may have been said of a block, in the order in which it was. `times`: how often it was undone. */
export const statementsOf = ({ hash, times }: { readonly hash: BlockHash; readonly times: number }): string[] =>
  ordered(hash, times).map(({ key }) => key);

/** `told`: which keys were told to somebody. */
export function beliefOf(
  { hash, times }: { readonly hash: BlockHash; readonly times: number },
  told: (key: string) => boolean,
): Belief {
  return ordered(hash, times).findLast(({ key }) => told(key))?.says ?? 'nothing';
}

const ordered = (hash: BlockHash, times: number): { readonly key: string; readonly says: Belief }[] => [
  { key: mintedKey(hash), says: 'on-chain' },
  ...Array.from({ length: times }, (_, index) => index + 1).flatMap((nth) => [
    { key: orphanedKey({ hash, times: nth }), says: 'off-chain' as const },
    { key: restoredKey({ hash, times: nth }), says: 'on-chain' as const },
  ]),
];
