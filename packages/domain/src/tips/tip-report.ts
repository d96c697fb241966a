/** What a node tells of the block at its tip, as far as propagation and battles need it (operators.md 2). */
import { type Brand, InvalidValue } from '../units/brand.ts';
import type { BlockHash, PoolId } from '../units/hashes.ts';
import type { Epoch, Height, Slot } from '../units/time.ts';

/**
 * How far what a report says of its block was verified: believed as it came; of one piece (the pool is the key's hash, the
 * proof gives the output that is claimed); or proven: the pool's registered VRF key was elected leader of that slot. Even
 * then the hash and the height are hearsay, because a proof binds only pool and slot.
 */
export const EVIDENCE = ['claimed', 'consistent', 'proven'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** One of a pool's nodes, by the name it gave itself or the address it reports from; '' where it gave none. */
export type NodeName = Brand<string, 'NodeName'>;

const LONGEST_NAME = 64;

/** @throws InvalidValue for what is too long, or what PostgreSQL cannot keep or a terminal should not be shown. */
export function nodeName(text: string): NodeName {
  if (text.length > LONGEST_NAME || /[\p{Cc}\p{Cf}\p{Cs}]/u.test(text)) {
    throw new InvalidValue({ word: 'node name', given: text, rule: `at most ${LONGEST_NAME} printable characters` });
  }
  return text as NodeName;
}

/** Who reports: a pool, and which of its nodes. */
export interface Reporter {
  readonly pool: PoolId;
  readonly node: NodeName;
}

/** What is said of a block. Two reports that differ in any of these make different claims about the hash. */
export interface BlockClaim {
  readonly hash: BlockHash;
  readonly slot: Slot;
  readonly height: Height;
  /** the slot's */
  readonly epoch: Epoch;
  /** null: the client does not say who made it */
  readonly producer: PoolId | null;
}

export interface TipReport {
  readonly reporter: Reporter;
  readonly block: BlockClaim;
  readonly evidence: Evidence;
  /** ms from the slot's start to the report, by the reporter's clock, as it came: also hours, also negative. Null: it gave no time. */
  readonly delayMs: number | null;
  /** ms from the slot's start to the report's arrival, by our clock */
  readonly receivedMs: number;
}
