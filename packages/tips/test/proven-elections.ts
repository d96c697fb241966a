import { type ClaimedElection, isElected, lovelace, type Network, type PoolId, slot } from '@pooltool/domain';
import { hash32 } from '@pooltool/domain/testing';
import { blake2b256, fromHex, leaderValue, praosAlpha, toHex, tpraosAlpha } from '@pooltool/shared-utils/crypto';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { vrfSecret } from '@pooltool/shared-utils/vrf-prover';

const secret = vrfSecret(fromHex(hash32(0x5ec2e7)));
export const VRF_KEY = toHex(secret.key);
export const NONCE = hash32(0x90ce);

/** What the pool with VRF_KEY shows of a slot, elected or not. */
export function drawnElection(at: number, kind: ClaimedElection['kind'] = 'praos'): ClaimedElection {
  const input = { slot: slot(at), nonce: fromHex(NONCE) };
  const draw = secret.draw(kind === 'praos' ? praosAlpha(input) : tpraosAlpha({ ...input, draw: 'leader' }));
  const [output, proof] = [toHex(draw.output), toHex(draw.prove())];
  return kind === 'praos'
    ? { kind, blockVrf: output, blockProof: proof, leaderValue: toHex(leaderValue(draw.output)) }
    : { kind, leaderVrf: output, leaderProof: proof };
}

/** The first slot of epoch 3 for which the pool is elected when it has all stake: one in twenty is. */
export function firstWonSlot({ activeSlotCoefficient }: Network): number {
  const allStake = { poolStake: lovelace(1_000n), totalStake: lovelace(1_000n) };
  for (let at = 30_000; ; at += 1) {
    const { output } = secret.draw(praosAlpha({ slot: slot(at), nonce: fromHex(NONCE) }));
    if (isElected({ leaderValue: leaderValue(output), activeSlotCoefficient, ...allStake })) return at;
  }
}

/** The pool has that key and all stake of epoch 3. */
export async function knowElections(db: Queryable, pool: PoolId): Promise<void> {
  const keyHash = toHex(blake2b256(secret.key));
  await db.query(`insert into vrf_key (vrf_key_hash, vrf_key) values (decode($1, 'hex'), decode($2, 'hex'))`, [
    keyHash,
    VRF_KEY,
  ]);
  await db.query(`insert into epoch_nonce (epoch, nonce, source) values (3, decode($1, 'hex'), 'cnode')`, [NONCE]);
  await db.query(
    `insert into snapshot_epoch (active_epoch, delegators, pools, active_stake, sha256) values (3, 1, 1, 1000, $1)`,
    [Buffer.alloc(32)],
  );
  await db.query(
    `insert into pool_snapshot (active_epoch, pool_id, pledge, cost, margin_numerator, margin_denominator, reward_kind,
       reward_credential, owners, stake, owner_stake, delegators, vrf_key_hash)
     values (3, decode($1, 'hex'), 0, 0, 0, 1, 0, decode($1, 'hex'), '{}', 1000, 0, 1, decode($2, 'hex'))`,
    [pool, keyHash],
  );
}
