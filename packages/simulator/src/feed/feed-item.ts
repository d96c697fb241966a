import type { Block } from '@pooltool/domain';

/** What happens next on a chain, in the order in which a server would see it. */
export type FeedItem = BlockItem | DumpItem;

export interface BlockItem {
  readonly kind: 'block';
  /** `[era, block]` as it travels */
  readonly bytes: Uint8Array;
  /** what the bytes say */
  readonly block: Block;
}

/** The node's dump job ended here: its dump shows the ledger after the last block before this item. */
export interface DumpItem {
  readonly kind: 'dump';
  /** in which it was taken */
  readonly epoch: number;
  /** without folder, ending in .cbor */
  readonly name: string;
  /** of the last block before it */
  readonly slot: number;
  readonly bytes: Uint8Array;
}
