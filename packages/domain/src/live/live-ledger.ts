import type { Pots } from '../ledger/parameters.ts';
import type { Delegators, SnapshotPool, StakeSnapshot } from '../ledger/stake-snapshot.ts';
import { InvalidValue } from '../units/brand.ts';
import type { Point } from '../units/point.ts';
import type { Ratio } from '../units/ratio.ts';
import type { Epoch } from '../units/time.ts';

/**
 * The accounts that delegate to a pool there is, one row each, in columns: row i has `outputs[i]` lovelace in unspent
 * outputs and a reward balance of `rewards[i]`, and delegates to `pool[i]`, an index into the pools.
 */
export interface LiveDelegators {
  readonly count: number;
  /** 0 key, 1 script */
  readonly kind: Uint8Array;
  /** 28 bytes a row */
  readonly hash: Uint8Array;
  readonly outputs: BigUint64Array;
  readonly rewards: BigUint64Array;
  readonly pool: Uint32Array;
}

/** Where in the chain a ledger state was taken, as every dump says it: in this epoch, after so many blocks of pools. */
export interface LedgerPlace {
  readonly epoch: Epoch;
  readonly blocks: number;
}

/** The stake of the present: what a snapshot taken of this ledger state would hold, and what it is measured by. */
export interface LiveLedger {
  readonly magic: number;
  readonly place: LedgerPlace;
  /** null: the dump does not say */
  readonly point: Point | null;
  readonly pots: Pots;
  readonly optimalPoolCount: number;
  readonly decentralisation: Ratio;
  /** those registered, with the parameters in force */
  readonly pools: readonly SnapshotPool[];
  readonly delegators: LiveDelegators;
  /** delegations to pools that are not there */
  readonly leftOut: number;
}

export function emptyLiveDelegators(count: number): LiveDelegators {
  return {
    count,
    kind: new Uint8Array(count),
    hash: new Uint8Array(count * 28),
    outputs: new BigUint64Array(count),
    rewards: new BigUint64Array(count),
    pool: new Uint32Array(count),
  };
}

/**
 * The same as a snapshot: the stake of a row is its outputs and its reward balance together.
 * @throws InvalidValue when a row or a pool has more than there can be
 */
export function liveSnapshotOf(
  { pools, delegators }: Pick<LiveLedger, 'pools' | 'delegators'>,
  maxSupply: bigint,
): StakeSnapshot {
  const { outputs, rewards } = delegators;
  const stake = new BigUint64Array(delegators.count);
  for (let row = 0; row < delegators.count; row += 1) {
    const amount = (outputs[row] ?? 0n) + (rewards[row] ?? 0n);
    if (amount > maxSupply) throw tooMuch(row, amount, maxSupply);
    stake[row] = amount;
  }
  const columns: Delegators = { ...delegators, stake };
  return { pools, delegators: columns };
}

const tooMuch = (row: number, given: bigint, maxSupply: bigint) =>
  new InvalidValue({ word: `live stake of row ${row}`, given, rule: `at most the whole supply, ${maxSupply}` });

/**
 * Whether a ledger state is older than another on the same chain. Of two in one place neither is: then the time they were
 * taken at tells which came later, which no clock of another machine may tell against the chain.
 */
export function isOlder(
  a: LedgerPlace & { readonly takenAtMs: number },
  b: LedgerPlace & { readonly takenAtMs: number },
): boolean {
  if (a.epoch !== b.epoch) return a.epoch < b.epoch;
  if (a.blocks !== b.blocks) return a.blocks < b.blocks;
  return a.takenAtMs < b.takenAtMs;
}
