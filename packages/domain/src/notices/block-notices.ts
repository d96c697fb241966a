import type { BlockHash, PoolId } from '../units/hashes.ts';
import type { Epoch, Height, Slot } from '../units/time.ts';
import type { NoticeOf } from './notice-of.ts';

/** A pool's block with its numbers; null where our chain begins too late to count them. */
export interface NumberedBlock {
  readonly hash: BlockHash;
  readonly pool: PoolId;
  readonly height: Height;
  readonly slot: Slot;
  readonly epoch: Epoch;
  /** which of the pool's blocks of its epoch it is, from 1 */
  readonly inEpoch: number | null;
  /** which of all the pool's blocks it is, from 1 */
  readonly inLifetime: number | null;
}

/** `nbe`: the pool's blocks of this epoch, `nb`: of its life, both with this one (operators.md 1.5). */
export type BlockMintedNotice = NoticeOf<
  'block_minted',
  { readonly pool: PoolId; readonly nbe: number | null; readonly nb: number | null }
>;

export const blockMinted = ({ hash, pool, slot, inEpoch, inLifetime }: NumberedBlock): BlockMintedNotice => ({
  key: mintedKey(hash),
  kind: 'block_minted',
  subject: pool,
  slot,
  payload: { pool, nbe: inEpoch, nb: inLifetime },
});

/** A block that a fork took off our chain, which people may have been told of. */
export interface LostBlock {
  readonly hash: BlockHash;
  readonly pool: PoolId;
  readonly height: Height;
  readonly slot: Slot;
  readonly epoch: Epoch;
  /** how often it has been undone */
  readonly times: number;
}

type LostBlockPayload = {
  readonly pool: PoolId;
  readonly height: Height;
  readonly hash: BlockHash;
  readonly slot: Slot;
  readonly epoch: Epoch;
};

/** `by`: the block that stands at its height; its pool is null where no pool made it. */
export type BlockOrphanedNotice = NoticeOf<
  'block_orphaned',
  LostBlockPayload & { readonly by: { readonly hash: BlockHash; readonly pool: PoolId | null } }
>;

/** `certainFrom`: the slot of the block that makes it certain; undoing that one withdraws the notice. */
export const blockOrphaned = (
  lost: LostBlock,
  { by, certainFrom }: { readonly by: BlockOrphanedNotice['payload']['by']; readonly certainFrom: Slot },
): BlockOrphanedNotice => ({
  key: orphanedKey(lost),
  kind: 'block_orphaned',
  subject: lost.pool,
  slot: certainFrom,
  payload: { ...payloadOf(lost), by: { hash: by.hash, pool: by.pool } },
});

export type BlockRestoredNotice = NoticeOf<'block_restored', LostBlockPayload>;

export const blockRestored = (lost: LostBlock): BlockRestoredNotice => ({
  key: restoredKey(lost),
  kind: 'block_restored',
  subject: lost.pool,
  slot: lost.slot,
  payload: payloadOf(lost),
});

const payloadOf = ({ pool, height, hash, slot, epoch }: LostBlock): LostBlockPayload => ({
  pool,
  height,
  hash,
  slot,
  epoch,
});

type Undoing = Pick<LostBlock, 'hash' | 'times'>;

export const mintedKey = (hash: BlockHash): string => `block_minted:${hash}`;
/** One for each time it is undone: what is true again may be told again. */
export const orphanedKey = ({ hash, times }: Undoing): string => `block_orphaned:${hash}:${times}`;
export const restoredKey = ({ hash, times }: Undoing): string => `block_restored:${hash}:${times}`;
