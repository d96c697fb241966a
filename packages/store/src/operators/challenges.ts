import type { PoolId } from '@pooltool/domain';
import { toHex } from '@pooltool/shared-utils/crypto';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { registeredKeyOf } from './pool-in-force.ts';

/** Long enough to fetch the key from where it is kept, and no longer: CIP-22 proposes five minutes. */
export const CHALLENGE_LASTS_MS = 3_600_000;
/** Of one user. Who asks for more loses those that end first: nobody answers as many within the hour. */
export const MOST_CHALLENGES = 100;

/**
 * Asks the user to sign this nonce with the pool's VRF key; what he was asked before for this pool ends.
 * @param nonce 64 random bytes
 * @returns null: nobody ever registered the pool
 */
export async function challengeFor(
  tx: Transaction,
  {
    user,
    pool,
    nonce,
    nowMs,
  }: { readonly user: string; readonly pool: PoolId; readonly nonce: Uint8Array; readonly nowMs: number },
): Promise<{ readonly expiresAtMs: number } | null> {
  if ((await registeredKeyOf(tx, pool)) === null) return null;
  const expiresAtMs = nowMs + CHALLENGE_LASTS_MS;
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('pool_challenge ' || $1::text, 0))`, [user]);
  await tx.query(
    `insert into pool_challenge (user_id, pool_id, nonce, expires_at)
     values ($1, decode($2, 'hex'), decode($3, 'hex'), to_timestamp($4::float8 / 1000))
     on conflict (user_id, pool_id) do update set nonce = excluded.nonce, expires_at = excluded.expires_at`,
    [user, pool, toHex(nonce), expiresAtMs],
  );
  await tx.query(
    `delete from pool_challenge where user_id = $1 and pool_id in (
       select pool_id from pool_challenge where user_id = $1 and pool_id <> decode($2, 'hex')
       order by expires_at desc, pool_id offset $3)`,
    [user, pool, MOST_CHALLENGES - 1],
  );
  return { expiresAtMs };
}

/** The nonce that the user is to sign for this pool, held until the transaction ends: who answers it again waits. Null: none, or it ended. */
export async function openChallenge(
  tx: Transaction,
  { user, pool, nowMs }: { readonly user: string; readonly pool: PoolId; readonly nowMs: number },
): Promise<Uint8Array | null> {
  const { rows } = await tx.query<{ nonce: Buffer }>(
    `select nonce from pool_challenge
     where user_id = $1 and pool_id = decode($2, 'hex') and expires_at > to_timestamp($3::float8 / 1000) for update`,
    [user, pool, nowMs],
  );
  return rows[0]?.nonce ?? null;
}

/** It was answered rightly: no proof counts twice. */
export async function endChallenge(
  tx: Transaction,
  { user, pool }: { readonly user: string; readonly pool: PoolId },
): Promise<void> {
  await tx.query(`delete from pool_challenge where user_id = $1 and pool_id = decode($2, 'hex')`, [user, pool]);
}
