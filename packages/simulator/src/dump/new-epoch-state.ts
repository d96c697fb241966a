import { type PoolId, type PoolRegistration, type ProtocolParameters, parseCredential } from '@pooltool/domain';
import { blake2b256, fromHex } from '@pooltool/shared-utils/crypto';
import { type Encodable, encode, Listed, rational, setOf } from '../cbor/encode.ts';
import { poolItems } from '../chain/certificate.ts';
import { credentialItems } from '../identity.ts';
import { depositsOf, type Ledger, type LedgerSnapshot, type PendingRewards, total } from '../ledger/ledger.ts';
import { instantStake } from '../ledger/snapshot.ts';
import { parameterItems } from './parameters.ts';

/**
 * The ledger as a node of 10.4 or 10.5 dumps it: NewEpochState in layout A2 (chain-input.md 5.2, 5.3), without the UTxO
 * map, with a complete reward update.
 */
export function encodeNewEpochState(ledger: Ledger, parameters: ProtocolParameters): Uint8Array {
  const epochState = [
    [ledger.treasury, ledger.reserves],
    [[governanceVotes(ledger.epoch), poolState(ledger), delegationState(ledger)], utxoState(ledger, parameters)],
    [snapshotItems(ledger.mark), snapshotItems(ledger.set), snapshotItems(ledger.go), ledger.feesPrevious],
    [new Map(), ledger.rewardPotPaid],
  ];
  return encode([
    ledger.epoch,
    blockCounts(ledger.blocksPrevious),
    blockCounts(ledger.blocksCurrent),
    epochState,
    [[1, rewardUpdate(ledger.pending)]],
    poolDistribution(ledger.set),
    null,
  ]);
}

const governanceVotes = (epoch: number): Encodable => [new Map(), new Map(), epoch];

const blockCounts = (blocks: ReadonlyMap<PoolId, number>): Encodable => byPool(blocks, (count) => count);

const poolState = ({ pools, futurePools, retiring, poolDeposits }: Ledger): Encodable => [
  byPool(pools, poolItems),
  byPool(futurePools, poolItems),
  byPool(retiring, (epoch) => epoch),
  byPool(poolDeposits, (deposit) => deposit),
];

const delegationState = ({ accounts }: Ledger): Encodable => [
  [
    byCredential(accounts, ({ balance, deposit, pool }) => [
      [[balance, deposit]],
      setOf([]),
      pool === null ? [] : [fromHex(pool)],
      [],
    ]),
    new Map(),
  ],
  new Map(),
  new Map(),
  [new Map(), new Map(), 0, 0],
];

const utxoState = (ledger: Ledger, parameters: ProtocolParameters): Encodable => [
  new Map(),
  depositsOf(ledger),
  ledger.feePot,
  governance(parameters),
  byCredential(instantStake(ledger), (amount) => amount),
  0,
];

/** [proposals, committee, constitution, current parameters, previous, future, DRep pulser] of a chain where nobody governs. */
function governance(parameters: ProtocolParameters): Encodable {
  const constitution = [['https://simulation.example/constitution', blake2b256(new Uint8Array())], null];
  const items = parameterItems(parameters);
  const enacted = [[], constitution, items, items, 0, new Map(), [[], [], [], []]];
  const pulser = [
    [[], new Map(), new Map(), new Map()],
    [enacted, [], setOf([]), false],
  ];
  return [[[[], [], [], []], []], [], constitution, items, items, [0], pulser];
}

const snapshotItems = ({ stake, delegations, pools }: LedgerSnapshot): Encodable => [
  byCredential(stake, (amount) => amount),
  byCredential(delegations, (pool) => fromHex(pool)),
  byPool(pools, poolItems),
];

/** [ΔT, −ΔR, rewards, −ΔF, non-myopic] */
const rewardUpdate = ({ tax, incentives, unearned, fees, available, rewards }: PendingRewards): Encodable => [
  tax,
  incentives - unearned,
  byCredential(rewards, (parts) =>
    setOf(parts.map(({ kind, poolId, amount }) => [kind === 'leader' ? 1 : 0, fromHex(poolId), amount])),
  ),
  fees,
  [new Map(), available],
];

/** [pool → [share, stake, VRF key hash], total] */
function poolDistribution({ stake, delegations, pools }: LedgerSnapshot): Encodable {
  const stakes = new Map<PoolId, bigint>();
  for (const [who, pool] of delegations) stakes.set(pool, (stakes.get(pool) ?? 0n) + (stake.get(who) ?? 0n));
  const all = total([...stakes.values()]) || 1n;
  const shareOf = ({ poolId, vrfKeyHash }: PoolRegistration): Encodable => {
    const amount = stakes.get(poolId) ?? 0n;
    return [rational(amount, all), amount, fromHex(vrfKeyHash)];
  };
  return [byPool(pools, shareOf), all];
}

function byPool<Value>(map: ReadonlyMap<PoolId, Value>, items: (value: Value) => Encodable): Listed {
  const sorted = [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Listed(new Map(sorted.map(([id, value]) => [fromHex(id), items(value)])));
}

/** In the ledger's order: scripts before keys, then by hash. */
function byCredential<Value>(map: ReadonlyMap<string, Value>, items: (value: Value) => Encodable): Listed {
  const orderOf = (who: string): string => who.replace(/^script/, '0');
  const sorted = [...map].toSorted(([a], [b]) => (orderOf(a) < orderOf(b) ? -1 : 1));
  return new Listed(new Map(sorted.map(([who, value]) => [credentialItems(parseCredential(who)), items(value)])));
}
