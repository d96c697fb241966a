import type { Milestone } from '../pools/milestones.ts';
import type { BlockHash, PoolId } from '../units/hashes.ts';
import type { Height, Slot, UnixMs } from '../units/time.ts';
import type { NoticeOf } from './notice-of.ts';

/** A pool made the block that rounds its number. */
export interface AwardedBlock {
  readonly pool: PoolId;
  /** which of its blocks it was */
  readonly blocks: Milestone;
  readonly hash: BlockHash;
  readonly height: Height;
}

/** As the website and the bot read it (original.md 1.3, step 4). */
export type Award = {
  /** the name of its picture */
  readonly award: string;
  readonly type: 'MAINBLOCKS';
  /** HTML: the height, and which block it was */
  readonly text: string;
  readonly hash: BlockHash;
  /** Unix seconds of the block */
  readonly value: number;
};

/** `network`: its name, in lower case. `timeMs`: when the block's slot began. */
export const awardOf = (
  { blocks, hash, height }: AwardedBlock,
  { network, timeMs }: { readonly network: string; readonly timeMs: UnixMs },
): Award => ({
  award: `LIFETIME_BLOCKS_${AWARD[blocks].name}`,
  type: 'MAINBLOCKS',
  text: `# ${withCommas(height)}<br/>${AWARD[blocks].ordinal} ${capitalised(network)} Block`,
  hash,
  value: Math.floor(timeMs / 1000),
});

export type AwardNotice = NoticeOf<'award', { readonly pool: PoolId; readonly award: Award }>;

export const awardNotice = (
  { pool, blocks, hash }: AwardedBlock,
  { award, slot }: { readonly award: Award; readonly slot: Slot },
): AwardNotice => ({
  // With the hash: when a fork makes another block the tenth, that one is news.
  key: `award:${pool}:${blocks}:${hash}`,
  kind: 'award',
  subject: pool,
  slot,
  payload: { pool, award },
});

/** The old backend's words: a comma in the last one only. */
const AWARD: Readonly<Record<Milestone, { readonly name: string; readonly ordinal: string }>> = {
  1: { name: '1', ordinal: 'First' },
  10: { name: '10', ordinal: '10th' },
  100: { name: '100', ordinal: '100th' },
  1000: { name: '1K', ordinal: '1000th' },
  10000: { name: '10K', ordinal: '10,000th' },
};

const withCommas = (value: number): string => `${value}`.replace(/\B(?=(\d{3})+$)/g, ',');

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
