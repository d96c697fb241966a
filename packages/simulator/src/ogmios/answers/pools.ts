import type { PoolId, PoolRegistration, Relay } from '@pooltool/domain';
import { encodePoolId } from '@pooltool/shared-utils/crypto';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { Ledger } from '../../ledger/ledger.ts';
import { takeSnapshot } from '../../ledger/snapshot.ts';
import { stakeByPool } from './stake.ts';
import { ada, byPool, ratioText, rewardAccountOf } from './wire-words.ts';

export const poolAnswer = (pool: PoolRegistration): JsonObject => ({
  id: encodePoolId(pool.poolId),
  vrfVerificationKeyHash: pool.vrfKeyHash,
  owners: pool.owners,
  cost: ada(pool.cost),
  margin: ratioText(pool.margin.numerator, pool.margin.denominator),
  pledge: ada(pool.pledge),
  rewardAccount: rewardAccountOf(pool.rewardAccount),
  relays: pool.relays.map(relayAnswer),
  ...(pool.metadata === null ? {} : { metadata: { url: pool.metadata.url, hash: pool.metadata.hash } }),
});

function relayAnswer(relay: Relay): JsonObject {
  if (relay.kind === 'srv') return { type: 'hostname', hostname: relay.name };
  const port = relay.port ?? undefined;
  if (relay.kind === 'host') return { type: 'hostname', hostname: relay.name, port };
  return { type: 'ipAddress', ipv4: relay.ipv4 ?? undefined, ipv6: relay.ipv6 ?? undefined, port };
}

/** `stake` is what votes: the mark snapshot's. A pool that retired at the last boundary still has some, and nothing else. */
export function stakePoolsAnswer(
  { pools, mark }: Ledger,
  { includeStake, only }: { readonly includeStake: boolean; readonly only: readonly PoolId[] | null },
): JsonObject {
  const voting = stakeByPool(mark);
  const ids = includeStake ? new Set([...pools.keys(), ...voting.keys()]) : new Set(pools.keys());
  const wanted = [...ids].filter((id) => only === null || only.includes(id));
  return byPool(
    wanted.map((id) => [id, pools.get(id)] as const),
    (pool, id) => ({
      ...(pool === undefined ? { id: encodePoolId(id) } : poolAnswer(pool)),
      ...(includeStake ? { stake: ada(voting.get(id) ?? 0n) } : {}),
    }),
  );
}

/** Of the whole circulation, as the node says it. */
export function liveStakeAnswer(ledger: Ledger, totalStake: bigint): JsonObject {
  const stakes = stakeByPool(takeSnapshot(ledger));
  return byPool(ledger.pools, ({ vrfKeyHash }, id) => ({
    stake: ratioText(stakes.get(id) ?? 0n, totalStake),
    vrf: vrfKeyHash,
  }));
}
