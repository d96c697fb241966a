import {
  type CredentialHash,
  credentialHash,
  credentialText,
  type Epoch,
  epoch,
  type StakeCredential,
} from '@pooltool/domain';
import type { StakeSums } from '@pooltool/domain/rewards';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { columnsOf } from './watched-keys.ts';

/**
 * What watched credentials had staked and earned up to paid epochs in which they had a part: in all of them, or in the one
 * that is named. By `credentialText`, then ascending by epoch.
 */
export async function lifetimeSums(
  db: Queryable,
  credentials: readonly StakeCredential[],
  of?: Epoch,
): Promise<ReadonlyMap<string, ReadonlyMap<Epoch, StakeSums>>> {
  const { rows } = await db.query<SumRow>({
    name: 'lifetime-sums',
    text: `
      select asked.kind, asked.hash, s.epoch, s.amount, s.operator_rewards, s.stake_rewards
      from unnest($1::smallint[], $2::text[]) as asked (kind, hash)
      join watched_sum s on s.credential = decode(asked.hash, 'hex') and s.credential_kind = asked.kind
      where $3::int is null or s.epoch = $3
      order by asked.hash, s.epoch`,
    values: [...columnsOf(credentials), of ?? null],
  });
  const sums = new Map<string, Map<Epoch, StakeSums>>();
  for (const row of rows) {
    const text = credentialText({ kind: row.kind === 0 ? 'key' : 'script', hash: credentialHash(row.hash) });
    const ofOne = sums.get(text) ?? new Map<Epoch, StakeSums>();
    sums.set(text, ofOne);
    ofOne.set(epoch(row.epoch), {
      amount: row.amount,
      operatorRewards: row.operator_rewards,
      stakeRewards: row.stake_rewards,
    });
  }
  return sums;
}

interface SumRow {
  readonly kind: number;
  readonly hash: CredentialHash;
  readonly epoch: number;
  readonly amount: bigint;
  readonly operator_rewards: bigint;
  readonly stake_rewards: bigint;
}

/** Up to which paid epoch watched histories are final; null: none is yet. */
export async function pivotedTo(db: Queryable): Promise<Epoch | null> {
  const { rows } = await db.query<{ through: number | null }>({
    name: 'pivoted-to',
    text: `select max(earned_epoch) as through from reward_pivot_epoch where status = 'final'`,
  });
  return rows[0]?.through == null ? null : epoch(rows[0].through);
}
