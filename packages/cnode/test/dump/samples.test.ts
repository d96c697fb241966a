import {
  credentialKindOf,
  credentialText,
  type Delegators,
  delegatorCredential,
  type LedgerReward,
  NO_POOL,
  type ProtocolParameters,
  type Ratio,
  type SnapshotPool,
  type StakeCredential,
  type StakeSnapshot,
} from '@pooltool/domain';
import { describe, expect, test } from 'vitest';
import { decodeLedgerDump, type LedgerDump, NO_DREP } from '../../src/index.ts';
import {
  DEVNET,
  EPOCH_4,
  expectedOf,
  fieldsOf,
  ifPresent,
  sample,
  samplePath,
  samplesAbsent,
  wrapped,
} from './samples.ts';

describe.skipIf(samplesAbsent)(`every figure a node's dump is known to hold is read${ifPresent}`, () => {
  for (const name of [...DEVNET, EPOCH_4]) {
    const decode = (file: string): LedgerDump => decodeLedgerDump(samplePath(file));

    test(`${name}: pots, blocks, fees and parameters`, () => {
      const dump = decode(name);
      const known = expectedOf(name);
      expect(dump.layout).toBe(known['layout']);
      expect(BigInt(dump.epoch)).toBe(known['epoch']);
      expect(blocksOf(dump.blocksPrevious)).toEqual(known['blocksMadePrevEpoch']);
      expect(blocksOf(dump.blocksCurrent)).toEqual(known['blocksMadeCurrentEpoch']);
      expect(dump.pots).toEqual({ treasury: known['treasury'], reserves: known['reserves'] });
      expect(dump.deposited).toBe(known['deposited']);
      expect(dump.feesCurrent + dump.feesPrevious).toBe(known['fees']);
      expect(dump.feesPrevious).toBe(known['snapshotFee']);
      expect(dump.donations).toBe(known['donation']);
      expect(dump.rewardPot).toBe(known['rewardPotNonMyopic']);
      const { coinsPerUtxoByte: _unused, ...parameters } = fieldsOf(known['pparams']);
      expect(parametersOf(dump.parameters)).toEqual(parameters);
      expect(parametersOf(dump.parametersPrevious)).toEqual(parameters);
    });

    test(`${name}: stake, delegations and pools of the three snapshots`, () => {
      const dump = decode(name);
      const known = expectedOf(name);
      for (const which of ['mark', 'set', 'go'] as const) {
        const of = fieldsOf(known[which]);
        expect(delegationsOf(dump[which])).toEqual(knownDelegations(of));
        expect(poolsOf(dump[which].pools)).toEqual(knownPools(of['pools']));
        expect(dump.leftOut[which]).toBe(0);
      }
      expect(stakeOf(dump.instantStake)).toEqual(known['instantStake']);
    });

    test(`${name}: accounts, pools and the reward update`, () => {
      const dump = decode(name);
      const known = expectedOf(name);
      expect(accountsOf(dump)).toEqual(knownAccounts(known['accounts']));
      expect(dump.unspent).toEqual({ outputs: Number(known['utxoEntries']), lovelace: 0n, byron: 0n, pointers: 0n });
      expect(poolsOf(dump.pools)).toEqual(knownPools(known['pools']));
      const vrf = Object.entries(fieldsOf(known['pools'])).map(([id, pool]) => [id, fieldsOf(pool)['vrf']]);
      expect(dump.pools.map((pool) => [pool.poolId, pool.vrfKeyHash])).toEqual(vrf);
      expect(updateOf(dump)).toEqual(knownUpdate(known['rewardUpdate']));
    });

    test(`${name}: a node's snapshot file around it says the same, and where it was taken`, () => {
      const { tip, ...inside } = decode(wrapped(name));
      const { tip: none, ...raw } = decode(name);
      expect(inside).toEqual(raw);
      expect(none).toBeNull();
      expect(tip?.hash).toMatch(/^[0-9a-f]{64}$/);
      expect(tip?.slot).toBe(Number(/slot(\d+)/.exec(name)?.[1] ?? EPOCH_4_SLOT));
    });

    test(`${name}: bytes at hand and bytes as they come are read as a file is`, () => {
      const bytes = sample(name);
      expect(decodeLedgerDump(bytes)).toEqual(decode(name));
      let at = 0;
      const read = (into: Uint8Array): number => {
        const some = bytes.subarray(at, at + Math.min(into.length, 7));
        into.set(some);
        at += some.length;
        return some.length;
      };
      expect(decodeLedgerDump({ read })).toEqual(decode(name));
    });
  }

  test('what was asked to be left out comes back empty, and the rest as ever', () => {
    const [name = ''] = DEVNET.slice(-1);
    const whole = decodeLedgerDump(samplePath(name));
    const part = decodeLedgerDump(samplePath(name), { leaveOut: new Set(['set', 'go', 'instantStake', 'rewards']) });
    expect([part.set.delegators.count, part.go.pools.length, part.instantStake]).toEqual([0, 0, null]);
    expect([part.rewardUpdate?.rewards, part.rewardTotals?.rewards]).toEqual([[], 10]);
    const { set, go, instantStake, rewardUpdate } = part;
    expect({ ...whole, set, go, instantStake, rewardUpdate }).toEqual(part);
  });
});

/** Where the dump of the layout C devnet was taken, by the header state beside it. */
const EPOCH_4_SLOT = 2372;

const updateOf = ({ rewardUpdate }: LedgerDump) =>
  rewardUpdate && { ...rewardUpdate, rewards: rewardsOf(rewardUpdate.rewards) };

function knownUpdate(update: unknown) {
  if (update === null) return null;
  const { deltaTreasury, 'deltaReserves(negated)': fromReserves, rewards } = fieldsOf(update);
  return { toTreasury: deltaTreasury, fromReserves, rewards };
}

const big = (from: ReadonlyMap<string, number>): [string, bigint][] => [...from].map(([id, n]) => [id, BigInt(n)]);
const blocksOf = (blocks: ReadonlyMap<string, number>) => Object.fromEntries(big(blocks));
const pair = ({ numerator, denominator }: Ratio): [bigint, bigint] => [numerator, denominator];

const parametersOf = (of: ProtocolParameters) => ({
  txFeePerByte: of.feePerByte,
  txFeeFixed: of.feeFixed,
  maxBlockBodySize: BigInt(of.maxBlockBodySize),
  maxTxSize: BigInt(of.maxTransactionSize),
  maxBlockHeaderSize: BigInt(of.maxBlockHeaderSize),
  keyDeposit: of.keyDeposit,
  poolDeposit: of.poolDeposit,
  eMax: BigInt(of.maxRetirementEpochs),
  nOpt: BigInt(of.optimalPoolCount),
  a0: pair(of.pledgeInfluence),
  rho: pair(of.monetaryExpansion),
  tau: pair(of.treasuryGrowth),
  protocolVersion: [BigInt(of.protocolVersion.major), BigInt(of.protocolVersion.minor)],
  minPoolCost: of.minPoolCost,
});

const rowsOf = ({ count }: { count: number }): number[] => Array.from({ length: count }, (_, row) => row);

function delegationsOf({ pools, delegators }: StakeSnapshot) {
  const rows = rowsOf(delegators).map((row) => [
    credentialText(delegatorCredential(delegators, row)),
    { stake: delegators.stake[row], pool: pools[delegators.pool[row] ?? -1]?.poolId },
  ]);
  return Object.fromEntries(rows);
}

/** Layouts A and B say stake and pool apart, layout C together. */
function knownDelegations({ stake, delegations }: Record<string, unknown>) {
  if (delegations === undefined) return stake;
  const amounts = fieldsOf(stake);
  const rows = Object.entries(fieldsOf(delegations)).map(([who, pool]) => [who, { stake: amounts[who] ?? 0n, pool }]);
  return Object.fromEntries(rows);
}

const stakeOf = (delegators: Delegators | null) =>
  delegators &&
  Object.fromEntries(
    rowsOf(delegators).map((row) => [credentialText(delegatorCredential(delegators, row)), delegators.stake[row]]),
  );

const poolsOf = (pools: readonly SnapshotPool[]) =>
  Object.fromEntries(
    pools.map((pool) => [
      pool.poolId,
      {
        vrf: pool.vrfKeyHash,
        pledge: pool.pledge,
        cost: pool.cost,
        margin: pair(pool.margin),
        rewardAccount: credentialText(pool.rewardAccount),
        owners: pool.owners,
      },
    ]),
  );

function knownPools(pools: unknown) {
  const rows = Object.entries(fieldsOf(pools)).map(([id, of]) => {
    const { vrf, pledge, cost, margin, rewardAccount, rewardCredential, owners, selfDelegatedOwners } = fieldsOf(of);
    const account = rewardCredential ?? `key:${String(rewardAccount).slice(2)}`;
    return [id, { vrf, pledge, cost, margin, rewardAccount: account, owners: owners ?? selfDelegatedOwners }];
  });
  return Object.fromEntries(rows);
}

function accountsOf({ accounts, drepDelegations }: LedgerDump) {
  const credentialOf = (row: number): StakeCredential =>
    delegatorCredential({ ...accounts, stake: accounts.rewards }, row);
  const rows = rowsOf(accounts).map((row) => {
    expect(credentialKindOf(accounts.kind[row] ?? -1)).toBe(credentialOf(row).kind);
    const pool = accounts.pool[row] ?? NO_POOL;
    const of = { rewards: accounts.rewards[row], deposit: accounts.deposit[row] };
    const drep = drepDelegations.dreps[drepDelegations.of[row] ?? NO_DREP] ?? null;
    return [credentialText(credentialOf(row)), { ...of, pool: pool === NO_POOL ? null : accounts.poolIds[pool], drep }];
  });
  return Object.fromEntries(rows);
}

/** `drep`: null, or the list of one or none that layout A writes. */
const knownAccounts = (accounts: unknown) =>
  Object.fromEntries(
    Object.entries(fieldsOf(accounts)).map(([who, of]) => {
      const { drep, ...rest } = fieldsOf(of);
      return [who, { ...rest, drep: Array.isArray(drep) ? (drep[0] ?? null) : drep }];
    }),
  );

function rewardsOf(rewards: readonly LedgerReward[]) {
  const byAccount: Record<string, unknown[]> = {};
  for (const { credential, kind, poolId, amount } of rewards) {
    const who = credentialText(credential);
    byAccount[who] = [...(byAccount[who] ?? []), { type: kind, pool: poolId, amount }];
  }
  return byAccount;
}
