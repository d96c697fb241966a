import { CREDENTIAL_TAG, HASH_BYTES, type StakeSnapshot } from '@pooltool/domain';
import type { EpochRewards, RewardSettlement } from '@pooltool/domain/rewards';
import { fromHex } from '@pooltool/shared-utils/crypto';

interface Settled {
  readonly snapshot: StakeSnapshot;
  readonly rewards: EpochRewards;
  /** null for a forecast: destinations are not known yet */
  readonly settlement: RewardSettlement | null;
}

const REWARD_KIND = { leader: 0, member: 1 } as const;
const DESTINATION = { unknown: 0, account: 1, treasury: 2, reserves: 3 } as const;

/** One row for every reward above zero, in columns: 1.1 million on mainnet, and no object a row. */
export interface AccountRewardColumns {
  readonly count: number;
  readonly credentialKind: Uint8Array;
  readonly credential: Uint8Array;
  readonly pool: Uint32Array;
  readonly pools: readonly string[];
  readonly kind: Uint8Array;
  readonly amount: BigUint64Array;
  readonly destination: Uint8Array;
}

export function accountRewardColumns({ snapshot, rewards, settlement }: Settled): AccountRewardColumns {
  const { delegators } = snapshot;
  const leaders = leaderRows({ snapshot, rewards, settlement });
  let members = 0;
  for (let row = 0; row < delegators.count; row += 1) if (rewards.memberRewards[row] !== 0n) members += 1;
  const count = members + leaders.length;
  const columns = {
    count,
    credentialKind: new Uint8Array(count),
    credential: new Uint8Array(count * HASH_BYTES),
    pool: new Uint32Array(count),
    pools: snapshot.pools.map(({ poolId }) => poolId),
    kind: new Uint8Array(count),
    amount: new BigUint64Array(count),
    destination: new Uint8Array(count),
  };
  const paid = settlement === null ? DESTINATION.unknown : DESTINATION.account;
  const withheld = new Map(
    (settlement?.withheld ?? []).flatMap(({ kind, row, destination }) =>
      kind === 'member' && row !== null ? [[row, DESTINATION[destination]] as const] : [],
    ),
  );
  let at = 0;
  for (let row = 0; row < delegators.count; row += 1) {
    const amount = rewards.memberRewards[row] ?? 0n;
    if (amount === 0n) continue;
    columns.credentialKind[at] = delegators.kind[row] ?? 0;
    columns.credential.set(delegators.hash.subarray(row * HASH_BYTES, (row + 1) * HASH_BYTES), at * HASH_BYTES);
    columns.pool[at] = delegators.pool[row] ?? 0;
    columns.kind[at] = REWARD_KIND.member;
    columns.amount[at] = amount;
    columns.destination[at] = withheld.get(row) ?? paid;
    at += 1;
  }
  for (const leader of leaders) {
    columns.credentialKind[at] = CREDENTIAL_TAG[leader.credential.kind];
    columns.credential.set(fromHex(leader.credential.hash), at * HASH_BYTES);
    columns.pool[at] = leader.poolIndex;
    columns.kind[at] = REWARD_KIND.leader;
    columns.amount[at] = leader.amount;
    columns.destination[at] = DESTINATION[leader.destination];
    at += 1;
  }
  return columns;
}

function leaderRows({ snapshot, rewards, settlement }: Settled) {
  const leaders =
    settlement?.leaders ??
    rewards.pools.flatMap(({ poolIndex, leaderReward: amount }) => {
      const credential = snapshot.pools[poolIndex]?.rewardAccount;
      return credential === undefined ? [] : [{ poolIndex, credential, amount, destination: 'unknown' as const }];
    });
  return leaders.filter(({ amount }) => amount > 0n);
}
