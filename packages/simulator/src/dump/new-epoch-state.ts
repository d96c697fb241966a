import {
  type LedgerLayout,
  type PoolId,
  type PoolRegistration,
  type ProtocolParameters,
  parseCredential,
} from '@pooltool/domain';
import { blake2b256, fromHex } from '@pooltool/shared-utils/crypto';
import { type Encodable, encode, rational, setOf } from '../cbor/encode.ts';
import { credentialItems } from '../identity.ts';
import {
  type Account,
  depositsOf,
  type Ledger,
  type LedgerSnapshot,
  type PendingRewards,
  total,
} from '../ledger/ledger.ts';
import { instantStake } from '../ledger/snapshot.ts';
import { byCredential, byPool } from './ledger-order.ts';
import { parameterItems } from './parameters.ts';
import { poolState } from './pool-state.ts';
import { snapshotItems } from './snapshot-items.ts';
import { unspentOutputs } from './unspent-outputs.ts';

/** How a dump is written. */
export interface DumpForm {
  readonly layout: LedgerLayout;
  readonly parameters: ProtocolParameters;
  /** in force in the epoch before; the same when absent */
  readonly parametersPrevious?: ProtocolParameters;
  /** from how many entries on lists and maps are of indefinite length; the ledger's own 24 when absent */
  readonly indefiniteFrom?: number;
}

/**
 * The ledger as a node dumps it: NewEpochState in the layout of its version (chain-input.md 5.2, 5.3), with a complete
 * reward update. Only A has the unspent outputs.
 */
export function encodeNewEpochState(ledger: Ledger, form: DumpForm): Uint8Array {
  const { layout } = form;
  const ledgerState = [
    [governanceVotes(ledger.epoch), poolState(ledger, layout), delegationState(ledger, layout)],
    utxoState(ledger, form),
  ];
  const snapshots = [ledger.mark, ledger.set, ledger.go].map((one) => snapshotItems(one, layout));
  return encode(
    [
      ledger.epoch,
      blockCounts(ledger.blocksPrevious),
      blockCounts(ledger.blocksCurrent),
      [
        [ledger.treasury, ledger.reserves],
        ledgerState,
        [...snapshots, ledger.feesPrevious],
        [new Map(), ledger.rewardPotPaid],
      ],
      [[1, rewardUpdate(ledger.pending)]],
      poolDistribution(ledger.set),
      null,
    ],
    form.indefiniteFrom,
  );
}

const governanceVotes = (epoch: number): Encodable => [new Map(), new Map(), epoch];

const blockCounts = (blocks: ReadonlyMap<PoolId, number>): Encodable => byPool(blocks, (count) => count);

const delegationState = ({ accounts }: Ledger, layout: LedgerLayout): Encodable => [
  layout === 'A' || layout === 'A2'
    ? [byCredential(accounts, unifiedItems), new Map()]
    : byCredential(accounts, accountItems),
  new Map(),
  new Map(),
  [new Map(), new Map(), 0, 0],
];

const unifiedItems = ({ balance, deposit, pool, drep }: Account): Encodable => [
  [[balance, deposit]],
  setOf([]),
  pool === null ? [] : [fromHex(pool)],
  drep === undefined ? [] : [drepItems(drep)],
];

const accountItems = ({ balance, deposit, pool, drep }: Account): Encodable => [
  balance,
  deposit,
  pool === null ? null : fromHex(pool),
  drep === undefined ? null : drepItems(drep),
];

function drepItems(drep: string): Encodable {
  if (drep === 'abstain') return [2];
  return drep === 'no-confidence' ? [3] : credentialItems(parseCredential(drep));
}

function utxoState(ledger: Ledger, { layout, parameters, parametersPrevious = parameters }: DumpForm): Encodable {
  const stake = byCredential(instantStake(ledger), (amount) => amount);
  return [
    layout === 'A' ? unspentOutputs(ledger) : new Map(),
    depositsOf(ledger),
    ledger.feePot,
    governance(parameters, parametersPrevious),
    layout === 'A' ? [stake, new Map()] : stake,
    0,
  ];
}

/** [proposals, committee, constitution, current parameters, previous, future, DRep pulser] of a chain where nobody governs. */
function governance(parameters: ProtocolParameters, parametersPrevious: ProtocolParameters): Encodable {
  const constitution = [['https://simulation.example/constitution', blake2b256(new Uint8Array())], null];
  const items = parameterItems(parameters);
  const previous = parameterItems(parametersPrevious);
  const enacted = [[], constitution, items, previous, 0, new Map(), [[], [], [], []]];
  const pulser = [
    [[], new Map(), new Map(), new Map()],
    [enacted, [], setOf([]), false],
  ];
  return [[[[], [], [], []], []], [], constitution, items, previous, [0], pulser];
}

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
