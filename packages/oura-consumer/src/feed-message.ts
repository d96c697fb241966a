import type { Block, BlockHash, Height, Point, Slot } from '@pooltool/domain';

/** What one message of a feed says. */
export type FeedMessage =
  | { readonly kind: 'block'; readonly bytes: Uint8Array; readonly claimed: Claimed | null }
  /** put together from Oura v1 events without CBOR; handled like a block */
  | { readonly kind: 'told-block'; readonly block: Block }
  | { readonly kind: 'roll-backward'; readonly to: Point | 'origin' }
  /** this block goes and its parent becomes the tip; when it is not on our chain there is nothing to do */
  | { readonly kind: 'undo'; readonly point: Point }
  /** v1 repeats in many events what the block already told: nothing to do */
  | { readonly kind: 'told-by-the-block'; readonly variant: string };

/** What a feed says of a block beside its bytes; null where it says nothing. */
export interface Claimed {
  readonly hash: BlockHash | null;
  readonly slot: Slot | null;
  readonly height: Height | null;
}
