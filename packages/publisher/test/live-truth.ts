import {
  emptyLiveDelegators,
  epoch,
  type LiveLedger,
  lovelace,
  ratio,
  type SnapshotPool,
  type StakeCredential,
  unixMs,
} from '@pooltool/domain';
import { hash32 } from '@pooltool/domain/testing';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { type SavedLiveStake, saveLiveStake } from '@pooltool/store';
import { liveFiguresOf } from '../../epoch-processing/src/assets/live-stake.ts';
import { network } from './small-truth.ts';

/** Who, to which pool by index, lovelace in outputs and in the reward account. */
export type LiveRow = readonly [credential: StakeCredential, pool: number, outputs: bigint, rewards: bigint];

const RESERVES = 8_000_000_000_000_000n;

export const SATURATION = (network.maxLovelaceSupply - RESERVES) / 500n;

/** Loads a generation, the `nth`, as the worker does. */
export function loadLive(
  pool: Pool,
  nth: number,
  pools: readonly SnapshotPool[],
  rows: readonly LiveRow[],
): Promise<SavedLiveStake> {
  const delegators = emptyLiveDelegators(rows.length);
  rows.forEach(([{ kind, hash }, of, outputs, rewards], row) => {
    delegators.kind[row] = kind === 'key' ? 0 : 1;
    delegators.hash.set(Buffer.from(hash, 'hex'), row * 28);
    delegators.outputs[row] = outputs;
    delegators.rewards[row] = rewards;
    delegators.pool[row] = of;
  });
  const ledger: LiveLedger = {
    magic: network.magic,
    place: { epoch: epoch(4), blocks: nth },
    point: null,
    pots: { reserves: lovelace(RESERVES), treasury: lovelace(1_500_000_000_000_000n) },
    optimalPoolCount: 500,
    decentralisation: ratio(0n, 1n),
    pools,
    delegators,
    leftOut: 0,
  };
  const figures = liveFiguresOf({ ...ledger, network: network.name }, network);
  const takenAtMs = unixMs(Date.UTC(2026, 0, 1) + nth * 30 * 60_000);
  return inTransaction(pool, (tx) =>
    saveLiveStake(tx, { ledger, ...figures, takenAtMs, sha256: hash32(nth), tellFromMs: 0 }),
  );
}
