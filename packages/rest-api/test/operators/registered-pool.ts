import { type PoolId, poolId, type StakeCredential } from '@pooltool/domain';
import { fromHex, toHex } from '@pooltool/shared-utils/crypto';
import type { Pool } from '@pooltool/shared-utils/pg';
import type { PoolKey } from '../../../store/test/operators/pool-key.ts';
import type { AccountsStage, Answer } from '../accounts/accounts-stage.ts';

export const POOL: PoolId = poolId('00beef00000000000000000000000000000000000000000000000001');

let certificates = 0;

/** What a certificate of this epoch leaves of a pool. */
export async function register(
  db: Pool,
  {
    epoch,
    rewardAccount,
    owners,
    key,
    pool = POOL,
  }: {
    readonly epoch: number;
    readonly rewardAccount: StakeCredential;
    readonly owners: readonly StakeCredential[];
    readonly key: Pick<PoolKey, 'vrfKeyHash'>;
    readonly pool?: PoolId;
  },
): Promise<void> {
  certificates += 1;
  await db.query(
    `insert into pool_registration (slot, transaction_index, certificate_index, epoch, pool_id, vrf_key_hash, pledge, cost,
       margin_numerator, margin_denominator, reward_kind, reward_credential, owners, relays)
     values ($1, 0, 0, $2, decode($3, 'hex'), decode($7, 'hex'), 0, 0, 0, 1, $4, decode($5, 'hex'),
       array(select decode(o, 'hex') from unnest($6::text[]) o), '[]')`,
    [
      epoch * 100_000 + certificates,
      epoch,
      pool,
      rewardAccount.kind === 'key' ? 0 : 1,
      rewardAccount.hash,
      owners.map(({ hash }) => hash),
      key.vrfKeyHash,
    ],
  );
}

/** Our chain goes on into this epoch, or back to it. */
export async function presentEpochIs(db: Pool, epoch: number): Promise<void> {
  await db.query('delete from epoch_chain where epoch > $1', [epoch]);
  await db.query(
    `insert into epoch_chain (epoch, blocks, transactions, fees, output, size, first_slot, last_slot, last_height)
     values ($1, 1, 0, 0, 0, 0, 0, 0, 0) on conflict do nothing`,
    [epoch],
  );
}

/** Asks for a challenge, and gives what to claim the pool with. */
export async function answerChallenge(
  stage: Pick<AccountsStage, 'ask'>,
  { token, key, pool = POOL }: { readonly token: string; readonly key: PoolKey; readonly pool?: string },
): Promise<{ readonly pool_id: string; readonly vrf_vkey: string; readonly signature: string }> {
  const { json }: Answer = await stage.ask('POST', `/v1/operator/pools/${pool}/challenge`, { token });
  const nonce = fromHex(String(json['nonce']));
  return { pool_id: pool, vrf_vkey: toHex(key.vrfKey), signature: toHex(key.sign(nonce, String(json['domain']))) };
}
