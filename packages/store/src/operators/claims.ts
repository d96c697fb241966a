import type { PoolId } from '@pooltool/domain';
import { blake2b256, poolChallengeAlpha, toHex, verifyVrf } from '@pooltool/shared-utils/crypto';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { endChallenge, openChallenge } from './challenges.ts';
import { registeredKeyOf } from './pool-in-force.ts';
import { poolsSpokenFor, type SpokenFor } from './speakers.ts';

/** An answer to a challenge, by CIP-22. */
export interface KeyProof {
  /** 32 bytes: the pool's VRF verification key, whose hash its registration names */
  readonly vrfKey: Uint8Array;
  /** 80 bytes: the VRF's proof over the challenge */
  readonly signature: Uint8Array;
}

/**
 * What a claim lacks: a proof; our knowledge of the registered key; that the key is this one; a challenge that is open; that
 * the proof answers it.
 */
export type ClaimLack = 'no-proof' | 'key-unknown' | 'other-key' | 'no-challenge' | 'signature-wrong';

export type ClaimAnswer =
  | { readonly kind: 'speaks'; readonly spoken: SpokenFor }
  | { readonly kind: 'unproven'; readonly lack: ClaimLack; readonly vrfKeyHash: string | null }
  /** nobody ever registered it */
  | { readonly kind: 'no-such-pool' };

/**
 * The user wants to speak for a pool, and shows that he has the VRF key that its registration in force names. Who speaks for
 * it already needs no proof, and asking again changes nothing. A proof that is refused leaves the challenge open.
 * @param domain in whose name the challenge was put
 */
export async function claimPool(
  tx: Transaction,
  asked: {
    readonly user: string;
    readonly pool: PoolId;
    readonly proof: KeyProof | null;
    readonly domain: string;
    readonly nowMs: number;
  },
): Promise<ClaimAnswer> {
  const { user, pool, proof, domain, nowMs } = asked;
  // First, so that of two at once the later one finds what the earlier one made.
  const nonce = proof === null ? null : await openChallenge(tx, asked);
  const before = (await poolsSpokenFor(tx, user)).find((one) => one.pool === pool);
  if (before !== undefined) return { kind: 'speaks', spoken: before };
  const registered = await registeredKeyOf(tx, pool);
  if (registered === null) return { kind: 'no-such-pool' };
  const { vrfKeyHash } = registered;
  const lacks = (lack: ClaimLack): ClaimAnswer => ({ kind: 'unproven', lack, vrfKeyHash });
  if (proof === null) return lacks('no-proof');
  if (vrfKeyHash === null) return lacks('key-unknown');
  if (toHex(blake2b256(proof.vrfKey)) !== vrfKeyHash) return lacks('other-key');
  if (nonce === null) return lacks('no-challenge');
  const alpha = poolChallengeAlpha({ domain, nonce });
  if (verifyVrf({ key: proof.vrfKey, proof: proof.signature, alpha }) === null) return lacks('signature-wrong');
  await endChallenge(tx, asked);
  await tx.query(
    `insert into pool_claim (user_id, pool_id, vrf_key_hash, claimed_at)
     values ($1, decode($2, 'hex'), decode($3, 'hex'), to_timestamp($4::float8 / 1000)) on conflict do nothing`,
    [user, pool, vrfKeyHash, nowMs],
  );
  return { kind: 'speaks', spoken: { pool, grounds: { kind: 'claimed', vrfKeyHash } } };
}

/** The user does not want to speak for a pool any more, by whichever of its keys. One that was given to him stays. @returns whether there was a claim */
export async function giveUpClaim(
  tx: Transaction,
  { user, pool }: { readonly user: string; readonly pool: PoolId },
): Promise<boolean> {
  const { rowCount } = await tx.query(`delete from pool_claim where user_id = $1 and pool_id = decode($2, 'hex')`, [
    user,
    pool,
  ]);
  return rowCount !== null && rowCount > 0;
}
