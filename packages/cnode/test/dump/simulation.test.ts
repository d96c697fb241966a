import {
  type Accounts,
  credentialText,
  type Delegators,
  delegatorCredential,
  ratioText,
  type StakeSnapshot,
} from '@pooltool/domain';
import { type DumpEvent, type ExpectedEpoch, type ExpectedSnapshot, makeSimulation } from '@pooltool/simulator';
import { describe, expect, test } from 'vitest';
import { decodeLedgerDump } from '../../src/index.ts';

describe('the dumps of a simulated network hold its ledger', () => {
  const simulation = makeSimulation({ seed: 11, epochs: 5, epochLength: 200, delegators: 60 });
  const dumps = [...simulation.events()].filter((event): event is DumpEvent => event.kind === 'dump');

  for (const { epoch, bytes, expected } of dumps) {
    test(`epoch ${epoch}`, () => {
      const dump = decodeLedgerDump(bytes);
      expect([dump.layout, dump.epoch]).toEqual(['A2', epoch]);
      expect(dump.pots).toEqual({ reserves: BigInt(expected.reserves), treasury: BigInt(expected.treasury) });
      expect([dump.deposited, dump.feesCurrent]).toEqual([BigInt(expected.deposits), BigInt(expected.fees)]);
      expect(dump.feesCurrent + dump.feesPrevious).toBe(BigInt(expected.feePot));
      expect(Object.fromEntries(dump.blocksCurrent)).toEqual(expected.blocks);
      expect([dump.parameters, dump.parametersPrevious]).toEqual([simulation.parameters, simulation.parameters]);
      for (const which of ['mark', 'set', 'go'] as const) {
        expect(snapshotOf(dump[which])).toEqual(inOrder(expected[which]));
        expect(dump.leftOut[which]).toBe(0);
      }
      expect(dump.accounts.count).toBe(expected.accounts);
      expect(sumOf(dump.accounts)).toBe(BigInt(expected.balances));
      const { toTreasury, fromReserves, rewards } = dump.rewardUpdate ?? { rewards: [] };
      const known = expected.rewards;
      if (known === null) return;
      expect(toTreasury).toBe(BigInt(known.treasuryTax));
      expect(fromReserves).toBe(BigInt(known.incentives) - BigInt(known.unearned));
      const read = rewards.map(({ credential, amount, ...rest }) => ({
        credential: credentialText(credential),
        ...rest,
        amount: `${amount}`,
      }));
      expect(sorted(read)).toEqual(sorted(known.accounts));
    });
  }
});

const sumOf = ({ rewards }: Accounts): bigint => rewards.reduce((sum, amount) => sum + amount, 0n);

type Row = ExpectedSnapshot['delegations'][number];

function snapshotOf({ pools, delegators }: StakeSnapshot): Omit<ExpectedSnapshot, 'totalStake'> {
  const rows = Array.from({ length: delegators.count }, (_, row) => rowOf(delegators, row, pools));
  const stakeOf = (id: string): bigint =>
    rows.filter(({ poolId }) => poolId === id).reduce((sum, { stake }) => sum + BigInt(stake), 0n);
  const entries = pools.map((pool) => [
    pool.poolId,
    {
      stake: `${stakeOf(pool.poolId)}`,
      pledge: `${pool.pledge}`,
      cost: `${pool.cost}`,
      margin: ratioText(pool.margin),
      rewardAccount: credentialText(pool.rewardAccount),
      owners: pool.owners,
    },
  ]);
  return { pools: Object.fromEntries(entries), delegations: sorted(rows) };
}

const rowOf = (delegators: Delegators, row: number, pools: StakeSnapshot['pools']): Row => ({
  credential: credentialText(delegatorCredential(delegators, row)),
  poolId: pools[delegators.pool[row] ?? -1]?.poolId ?? '',
  stake: `${delegators.stake[row]}`,
});

const inOrder = ({ pools, delegations }: ExpectedEpoch['mark']): Omit<ExpectedSnapshot, 'totalStake'> => ({
  pools,
  delegations: sorted(delegations),
});

const sorted = <Item extends object>(rows: readonly Item[]): Item[] =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
