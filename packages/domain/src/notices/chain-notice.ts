import type { AwardNotice } from './award.ts';
import type { BlockMintedNotice, BlockOrphanedNotice, BlockRestoredNotice } from './block-notices.ts';
import type { NewPoolNotice, PoolChangeNotice, RetirementCancelledNotice, RetirementNotice } from './pool-notices.ts';

/**
 * What the chain tells people, by kind; `docs/notices.md` lists payloads and keys. Payloads are JSON: lovelace stands as
 * decimal text and a margin as `n/d`, because a JSON number loses digits from 2^53 on.
 */
export type ChainNotice =
  | BlockMintedNotice
  | AwardNotice
  | BlockOrphanedNotice
  | BlockRestoredNotice
  | NewPoolNotice
  | PoolChangeNotice
  | RetirementNotice
  | RetirementCancelledNotice;

export const CHAIN_NOTICE_KINDS = [
  'block_minted',
  'award',
  'block_orphaned',
  'block_restored',
  'wallet_newpool',
  'wallet_poolchange',
  'pool_retirement',
  'pool_retirement_cancelled',
] as const satisfies readonly ChainNotice['kind'][];
