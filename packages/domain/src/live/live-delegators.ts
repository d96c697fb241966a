import { type LedgerState, NO_POOL } from '../ledger/ledger-state.ts';
import { rowLookup } from '../ledger/row-lookup.ts';
import { HASH_BYTES, type SnapshotPool } from '../ledger/stake-snapshot.ts';
import { emptyLiveDelegators, type LiveDelegators } from './live-ledger.ts';

/**
 * Who delegates now, and with how much: every registered account whose pool is there, also one without a lovelace. An
 * account whose pool is gone does not delegate (the ledger takes such delegations away when it lets the pool go); it is
 * counted in `leftOut`. Linear: a million rows on each side take some tenths of a second.
 */
export function liveDelegatorsOf({
  accounts,
  instantStake,
  pools,
}: Pick<LedgerState, 'accounts' | 'instantStake'> & {
  readonly pools: readonly SnapshotPool[];
}): { readonly delegators: LiveDelegators; readonly leftOut: number } {
  const indexOfPool = new Map(pools.map(({ poolId }, index) => [poolId, index]));
  const poolOf = accounts.poolIds.map((id) => indexOfPool.get(id) ?? NO_POOL);
  const rows = new Uint32Array(accounts.count);
  let count = 0;
  let leftOut = 0;
  for (let row = 0; row < accounts.count; row += 1) {
    const named = accounts.pool[row] ?? NO_POOL;
    if (named === NO_POOL) continue;
    if ((poolOf[named] ?? NO_POOL) === NO_POOL) leftOut += 1;
    else rows[count++] = row;
  }
  const delegators = emptyLiveDelegators(count);
  const outputsRow = instantStake === null ? () => -1 : rowLookup(instantStake);
  for (let at = 0; at < count; at += 1) {
    const row = rows[at] ?? 0;
    const kind = accounts.kind[row] ?? 0;
    const from = row * HASH_BYTES;
    delegators.kind[at] = kind;
    delegators.hash.set(accounts.hash.subarray(from, from + HASH_BYTES), at * HASH_BYTES);
    delegators.outputs[at] = instantStake?.stake[outputsRow(kind, accounts.hash, from)] ?? 0n;
    delegators.rewards[at] = accounts.rewards[row] ?? 0n;
    delegators.pool[at] = poolOf[accounts.pool[row] ?? NO_POOL] ?? NO_POOL;
  }
  return { delegators, leftOut };
}
