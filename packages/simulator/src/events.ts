import type { Block, Point } from '@pooltool/domain';
import type { ExpectedEpoch } from './expected.ts';

/** `losing` blocks were valid once and are not on the chain that goes on. */
export type Branch = 'main' | 'losing';

export interface BlockEvent {
  readonly kind: 'block';
  /** `[7, block]` as it travels */
  readonly bytes: Uint8Array;
  /** what the bytes say */
  readonly block: Block;
  readonly epoch: number;
  readonly branch: Branch;
  /** where the feed goes back to before this block: the parent of a branch that just lost; null when it follows the last block */
  readonly rollsBackTo: Point | null;
}

/** The next `length` blocks will lose: the chain goes on from `from`. */
export interface ForkEvent {
  readonly kind: 'fork';
  readonly from: Point;
  readonly length: number;
}

/** The ledger state after the last block of `epoch`, in the layout that is its turn, and what it must lead to. */
export interface DumpEvent {
  readonly kind: 'dump';
  readonly epoch: number;
  readonly point: Point;
  readonly bytes: Uint8Array;
  readonly expected: ExpectedEpoch;
}

export type SimulationEvent = BlockEvent | ForkEvent | DumpEvent;
