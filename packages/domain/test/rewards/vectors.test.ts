import { describe, expect, test } from 'vitest';
import { lovelace, parseRatio, poolId, ratio, ratioText, sameRatio } from '../../src/index.ts';
import {
  apparentPerformance,
  blocksDoNotCount,
  computePots,
  computeRewards,
  leaderReward,
  memberRate,
  memberReward,
  optimalReward,
  poolReward,
  settleRewards,
  splitPoolReward,
} from '../../src/rewards/index.ts';
import { keyCredential, testParameters, testPool, testSnapshot } from '../../src/testing.ts';
import { ABSENT, isShared, sharedText } from '../shared-data.ts';

type Texts<Name extends string> = Record<Name, string>;

interface PotsCase extends Texts<'note' | 'reserves' | 'fees' | 'd' | 'activeSlotCoeff' | 'rho' | 'tau'> {
  blocksMade: number;
  slotsPerEpoch: number;
  expected: Texts<'eta' | 'incentives' | 'rewardPot' | 'treasuryTax' | 'availableRewards'>;
}

interface PoolCase extends Texts<'note' | 'availableRewards' | 'totalStake' | 'activeStake' | 'a0' | 'd'> {
  k: number;
  blocksTotal: number;
  pool: Texts<'stake' | 'ownerStake' | 'pledge' | 'cost' | 'margin'> & { blocks: number };
  members: string[];
  expected: Texts<'maxPool' | 'poolReward' | 'leaderReward' | 'operatorPart' | 'ownerStakePart'> & {
    memberRewards: string[];
  };
}

interface AggregationCase {
  rewards: ['leader' | 'member', string, string][];
  shelley: string;
  allegra: string;
}

interface Vectors {
  pots: PotsCase[];
  pools: PoolCase[];
  aggregation: { cases: AggregationCase[] };
}

const vectors = <Kind extends keyof Vectors>(kind: Kind): Pick<Vectors, Kind> =>
  JSON.parse(sharedText(`rewards/vectors/${kind}.json`));

const amount = (text: string) => lovelace(BigInt(text));

describe.skipIf(!isShared('rewards/vectors'))(`the vectors ${ABSENT}`, () => {
  test('pots: 68 cases of every share of federation, efficiency and rounding', () => {
    const { pots } = vectors('pots');
    for (const { note, expected, ...given } of pots) {
      const computed = computePots({
        network: {
          epochLength: given.slotsPerEpoch,
          activeSlotCoefficient: parseRatio(given.activeSlotCoeff),
          maxLovelaceSupply: amount('45000000000000000'),
        },
        parameters: {
          decentralisation: parseRatio(given.d),
          monetaryExpansion: parseRatio(given.rho),
          treasuryGrowth: parseRatio(given.tau),
        },
        reserves: amount(given.reserves),
        fees: amount(given.fees),
        poolBlocks: given.blocksMade,
      });
      const { eta, ...amounts } = expected;
      expect(sameRatio(computed.efficiency, parseRatio(eta)), `${note}: ${ratioText(computed.efficiency)}`).toBe(true);
      const asBigints = Object.fromEntries(Object.entries(amounts).map(([name, text]) => [name, BigInt(text)]));
      expect(computed, note).toMatchObject(asBigints);
    }
    expect(pots).toHaveLength(68);
  });

  test('pools: 218 cases around saturation, pledge, cost, margin and whole quotients', () => {
    const { pools } = vectors('pools');
    for (const { note, pool, members, expected, ...epoch } of pools) {
      const { stake, ownerStake, pledge, cost } = {
        stake: amount(pool.stake),
        ownerStake: amount(pool.ownerStake),
        pledge: amount(pool.pledge),
        cost: amount(pool.cost),
      };
      const margin = parseRatio(pool.margin);
      const performance = apparentPerformance({
        blocks: pool.blocks,
        poolBlocks: epoch.blocksTotal,
        stake,
        activeStake: amount(epoch.activeStake),
        blocksDoNotCount: blocksDoNotCount(parseRatio(epoch.d)),
      });
      const optimal = optimalReward({
        availableRewards: amount(epoch.availableRewards),
        circulation: amount(epoch.totalStake),
        optimalPoolCount: epoch.k,
        pledgeInfluence: parseRatio(epoch.a0),
        stake,
        ownerStake,
        pledge,
      });
      const earned = poolReward({ performance, optimalReward: optimal });
      const leader = leaderReward({ poolReward: earned, cost, margin, stake, ownerStake });
      const rate = memberRate({ poolReward: earned, cost, margin, stake });
      const split = splitPoolReward({ poolReward: earned, leaderReward: leader, cost, margin });
      expect(
        {
          maxPool: String(optimal),
          poolReward: String(earned),
          leaderReward: String(leader),
          memberRewards: members.map((member) => String(memberReward(rate, BigInt(member)))),
          operatorPart: String(split.operatorFee),
          ownerStakePart: String(split.ownerPart),
        },
        note,
      ).toEqual(expected);
    }
    expect(pools).toHaveLength(218);
  });

  test('aggregation: what one account is paid before Allegra and since', () => {
    const { cases } = vectors('aggregation').aggregation;
    for (const given of cases) {
      expect({ shelley: paidTo(given, 2), allegra: paidTo(given, 3) }).toEqual({
        shelley: given.shelley,
        allegra: given.allegra,
      });
    }
    expect(cases).toHaveLength(5);
  });
});

/** What the settlement pays the one account that the case's rewards belong to. */
function paidTo({ rewards: listed }: AggregationCase, major: number): string {
  const account = keyCredential(7);
  const pools = listed.map(([, hash]) => testPool(1, { poolId: poolId(hash), rewardAccount: account }));
  const memberAt = listed.findIndex(([kind]) => kind === 'member');
  const snapshot = testSnapshot(pools, memberAt < 0 ? [] : [[account, memberAt, 1n]]);
  const blank = computeRewards({
    network: {
      epochLength: 432_000,
      activeSlotCoefficient: ratio(1n, 20n),
      maxLovelaceSupply: amount('45000000000000000'),
    },
    parameters: testParameters({ protocolVersion: { major, minor: 0 } }),
    reserves: amount('10000000000000000'),
    fees: amount('1000000'),
    blocks: new Map(),
    snapshot,
  });
  const leaders = listed.reduce((sum, [kind, , text]) => (kind === 'leader' ? sum + BigInt(text) : sum), 0n);
  const members = listed.reduce((sum, [kind, , text]) => (kind === 'member' ? sum + BigInt(text) : sum), 0n);
  const { paidToAccounts } = settleRewards({
    rewards: {
      ...blank,
      pools: blank.pools.map((pool, i) => ({
        ...pool,
        blocks: listed[i]?.[0] === 'leader' ? 1 : 0,
        leaderReward: amount(listed[i]?.[0] === 'leader' ? (listed[i]?.[2] ?? '0') : '0'),
      })),
      memberRewards: new BigUint64Array(memberAt < 0 ? [] : [members]),
      totals: { leaders: lovelace(leaders), members: lovelace(members) },
      returnedToReserves: lovelace(blank.pots.availableRewards - leaders - members),
    },
    snapshot,
    treasury: amount('0'),
    unregistered: [],
  });
  return String(paidToAccounts);
}
