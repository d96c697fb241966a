import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  credentialText,
  delegatorCredential,
  lovelace,
  mainnet,
  poolId,
  ratio,
  ratioText,
  type StakeCredential,
} from '../../src/index.ts';
import { explanationJson, fateOf, type RewardInputs, type RewardStep, rewardRulesOf } from '../../src/rewards/index.ts';
import { ada, keyCredential, testParameters, testPool, testPoolId, testSnapshot } from '../../src/testing.ts';
import { ABSENT, isShared, sharedText } from '../shared-data.ts';
import { recorded } from './as-recorded.ts';
import { devnetDump, devnetInputs, isDevnetShared } from './devnet42.ts';
import { randomNetwork, toInputs } from './random-networks.ts';

const VECTORS = 'rewards/vectors/aggregation.json';
const ACCOUNT = keyCredential(7);

const step = (steps: readonly RewardStep[], symbol: string): RewardStep => {
  const found = steps.find((one) => one.symbol === symbol);
  if (found === undefined) throw new Error(`no step ${symbol} among ${steps.map((one) => one.symbol).join(', ')}`);
  return found;
};

/** Two pools; the account of the first, tag 20, is a member of the second. */
const twoPools = (major: number): RewardInputs => ({
  network: mainnet,
  parameters: testParameters({ protocolVersion: { major, minor: 0 } }),
  reserves: lovelace(7_000_000_000_000_000n),
  fees: lovelace(ada(95_000)),
  blocks: new Map([
    [testPoolId(1), 10_000],
    [testPoolId(2), 11_600],
  ]),
  snapshot: testSnapshot(
    [
      testPool(1, {
        rewardAccount: keyCredential(20),
        margin: ratio(1n, 20n),
        pledge: lovelace(ada(1_000_000)),
        ownerTags: [10],
      }),
      testPool(2, { rewardAccount: keyCredential(20), margin: ratio(1n, 1n) }),
      testPool(3),
    ],
    [
      [keyCredential(10), 0, ada(2_000_000)],
      [keyCredential(11), 0, ada(8_000_000)],
      [keyCredential(20), 1, ada(5_000_000)],
      [keyCredential(30), 2, ada(5_000_000)],
    ],
  ),
});

describe('an explanation', () => {
  test('of any pool of any network ends with what the engine computed, each floor being that of the fraction beside it', () => {
    fc.assert(
      fc.property(randomNetwork, fc.boolean(), (network, forecast) => {
        const inputs = toInputs(network);
        const epoch = recorded(inputs, { forecast });
        epoch.rewards.pools.forEach((pool, index) => {
          const told = epoch.explainPool(index);
          expect(told.differences).toEqual([]);
          expect(step(told.poolSteps, 'f').value).toBe(pool.poolReward);
          if (pool.blocks > 0) expect(step(told.poolSteps, 'leader').value).toBe(pool.leaderReward);
          expect(told.sums.members).toBe(pool.memberRewardTotal);
          expect(told.sums.leader + told.sums.members + told.sums.leftOver).toBe(pool.poolReward);
        });
      }),
      { numRuns: 120 },
    );
  });

  test('of every account together is what the epoch paid, whoever is gone, under the rules of every era', () => {
    fc.assert(
      fc.property(randomNetwork, fc.infiniteStream(fc.boolean()), (network, coin) => {
        const inputs = toInputs(network);
        const { delegators, pools } = inputs.snapshot;
        const accounts = [
          ...Array.from({ length: delegators.count }, (_, row) => delegatorCredential(delegators, row)),
          ...pools.map(({ rewardAccount }) => rewardAccount),
        ];
        const each = [...new Map(accounts.map((one) => [credentialText(one), one])).values()];
        const some = (from: readonly StakeCredential[]) => from.filter(() => coin.next().value);
        const epoch = recorded(inputs, { unregistered: some(each), unregisteredAtCalculation: some(each) });
        const told = each.map((credential) => epoch.explainAccount(credential));
        expect(told.flatMap(({ differences }) => differences)).toEqual([]);
        expect(told.reduce((sum, { sums }) => sum + sums.paid, 0n)).toBe(epoch.settlement?.paidToAccounts);
        expect(told.reduce((sum, { sums }) => sum + sums.toTreasury, 0n)).toBe(epoch.settlement?.unclaimed);

        const pot = epoch.explainPot();
        expect(pot.differences).toEqual([]);
        expect(pot).toMatchObject({ difference: 0n, sum: epoch.rewards.pots.rewardPot });
        expect(pot.potsAfter?.ours).toEqual(epoch.settlement?.potsNext);
      }),
      { numRuns: 60 },
    );
  });

  test('puts the numbers into the formulas and names their source', () => {
    const { poolSteps } = recorded(twoPools(10)).explainPool(0);
    expect(step(poolSteps, 'σ′')).toMatchObject({
      formula: 'min(σ, z0)',
      numbers: 'min((1/3800), (1/500))',
      value: null,
      source: { ledger: "maxPool, sigma'", section: 'rewards.md 1.3' },
    });
    expect(ratioText(step(poolSteps, 'σ').exact)).toBe('1/3800');
    expect(step(poolSteps, 'pledge met')).toMatchObject({ numbers: '1000000000000 ≤ 2000000000000', value: 1n });
    const { formula, numbers } = step(poolSteps, 'leader');
    expect(formula).toBe('c + ⌊(f − c) · (m + (1 − m) · O / S)⌋');
    expect(numbers).toMatch(
      /^170000000 \+ ⌊\(\d+ − 170000000\) · \(\(1\/20\) \+ \(1 − \(1\/20\)\) · 2000000000000 \/ 10000000000000\)⌋$/,
    );
  });

  test('leaves no name in a formula without its value', () => {
    for (const index of [0, 1, 2]) {
      const { potSteps, poolSteps } = recorded(twoPools(10)).explainPool(index);
      for (const { formula, numbers } of [...potSteps, ...poolSteps]) {
        expect(`${formula} | ${numbers}`).not.toMatch(/[{}]/);
        if (formula !== 'given') expect(numbers.replace(/max|min|because.*/g, '')).not.toMatch(/\p{L}/u);
      }
    }
  });

  test('of a pool without blocks says that it earns nothing', () => {
    const told = recorded(twoPools(10)).explainPool(2);
    expect(told.poolSteps.at(-1)).toMatchObject({
      symbol: 'f',
      value: 0n,
      formula: expect.stringMatching(/without blocks/),
    });
    expect(told.members).toMatchObject([{ amount: 0n }]);
  });

  test('of a pool with a pledge that is not met says so, and earns nothing', () => {
    const inputs = twoPools(10);
    const [first, ...others] = inputs.snapshot.pools;
    if (first === undefined) throw new Error('there are pools');
    const snapshot = { ...inputs.snapshot, pools: [{ ...first, pledge: lovelace(ada(2_000_000) + 1n) }, ...others] };
    const { poolSteps, differences } = recorded({ ...inputs, snapshot }).explainPool(0);
    expect(step(poolSteps, 'pledge met').value).toBe(0n);
    expect(step(poolSteps, 'maxPool')).toMatchObject({ value: 0n, formula: '0, because the pledge is not met' });
    expect(step(poolSteps, 'leader').value).toBe(0n);
    expect(differences).toEqual([]);
  });

  test('of an owner says that the share is inside the leader reward, of a margin of 1 that members get nothing', () => {
    const epoch = recorded(twoPools(10));
    expect(epoch.explainAccount(keyCredential(10)).parts).toMatchObject([{ kind: 'owner', amount: 0n }]);
    const account = epoch.explainAccount(keyCredential(20));
    expect(account.parts.map(({ kind, poolId }) => [kind, poolId])).toEqual([
      ['leader', testPoolId(1)],
      ['leader', testPoolId(2)],
      ['member', testPoolId(2)],
    ]);
    expect(account.parts[2]?.amount).toBe(0n);
    expect(account.sums.paid).toBe(account.sums.computed);
  });

  test('of an account that was gone at the payout leads to the treasury', () => {
    const { parts, sums } = recorded(twoPools(10), { unregistered: [keyCredential(11)] }).explainAccount(
      keyCredential(11),
    );
    expect(parts).toMatchObject([{ destination: 'treasury', reason: 'unregistered' }]);
    expect(sums).toMatchObject({ paid: 0n, toTreasury: sums.computed });
  });

  test('of a forecast says what is still open', () => {
    const epoch = recorded(twoPools(10), { forecast: true });
    expect(epoch.explainPool(0).open).toEqual([expect.stringMatching(/still registered at the payout/)]);
    expect(epoch.explainAccount(keyCredential(11))).toMatchObject({ status: 'forecast', sums: { paid: 0n } });
    expect(epoch.explainPot()).toMatchObject({ difference: 0n, potsAfter: null });
    expect(recorded(twoPools(2), { forecast: true }).explainPool(0).open).toHaveLength(3);
  });

  test('of an account with several rewards before Allegra shows the lowest paid and the others left in the reserves', () => {
    const { parts, sums } = recorded(twoPools(2)).explainAccount(keyCredential(20));
    expect(parts.slice(0, 2).map(({ poolId, destination, reason }) => [poolId, destination, reason])).toEqual([
      [testPoolId(1), 'account', null],
      [testPoolId(2), 'reserves', 'superseded'],
    ]);
    expect(sums.paid + sums.toReserves).toBe(sums.computed);
    const since = recorded(twoPools(3)).explainAccount(keyCredential(20));
    expect(since.sums.paid).toBe(since.sums.computed);
  });

  test('names a figure that was recorded otherwise', () => {
    const epoch = recorded(twoPools(10));
    const right = epoch.rewards.pools[0]?.poolReward ?? 0n;
    expect(epoch.explainPool(0, { poolReward: right + 1n }).differences).toEqual([
      { figure: 'f (pool reward)', explained: `${right}`, recorded: `${right + 1n}` },
    ]);
  });
});

test('as JSON an explanation loses no digit: amounts are texts, fractions n/d', () => {
  const told = explanationJson(recorded(twoPools(10)).explainPool(0));
  expect(JSON.parse(JSON.stringify(told))).toMatchObject({
    schema: 'pool-reward-explanation/1',
    earned: 300,
    rules: { aggregation: 'sum', prefilter: false },
    potSteps: expect.arrayContaining([
      expect.objectContaining({ symbol: 'reserves', exact: '7000000000000000/1', value: '7000000000000000' }),
    ]),
    poolSteps: expect.arrayContaining([expect.objectContaining({ symbol: 'σ', exact: '1/3800', value: null })]),
    members: [expect.objectContaining({ stake: '2000000000000', isOwner: true, amount: '0' }), expect.anything()],
  });
});

test('left in the reserves is superseded only where one is paid of several', () => {
  const given = { destination: 'reserves', outranked: true } as const;
  expect(fateOf({ ...given, rules: rewardRulesOf({ major: 2, minor: 0 }) }).reason).toBe('superseded');
  expect(fateOf({ ...given, rules: rewardRulesOf({ major: 4, minor: 0 }) }).reason).toBe('unregistered-at-calculation');
});

interface AggregationCase {
  rewards: ['leader' | 'member', string, string][];
  shelley: string;
}

describe.skipIf(!isShared(VECTORS))(`accounts with rewards of several pools, from the vectors ${ABSENT}`, () => {
  test('show before Allegra exactly the one paid that the vector says, and everything paid since', () => {
    const { aggregation }: { aggregation: { cases: AggregationCase[] } } = JSON.parse(sharedText(VECTORS));
    for (const given of aggregation.cases) {
      const paid = given.rewards.find(([, , amount]) => amount === given.shelley && amount !== '0');
      const shelley = recorded(severalPools(given, 2)).explainAccount(ACCOUNT);
      const shown = shelley.parts.filter(({ destination, amount }) => destination === 'account' && amount > 0n);
      expect(shown.map(({ kind, poolId: pool }) => [kind, pool])).toEqual(paid === undefined ? [] : [paid.slice(0, 2)]);
      expect(shelley.differences).toEqual([]);
      const { sums } = recorded(severalPools(given, 3)).explainAccount(ACCOUNT);
      expect(sums.paid).toBe(sums.computed);
    }
    expect(aggregation.cases).toHaveLength(5);
  });
});

/** The pools of a vector: those it pays nothing have a pledge that nobody holds. */
function severalPools({ rewards }: AggregationCase, major: number): RewardInputs {
  const hashes = [...new Set(rewards.map(([, hash]) => hash))];
  const isOf = (hash: string, wanted: 'leader' | 'member') =>
    rewards.find(([kind, pool]) => kind === wanted && pool === hash);
  const pools = hashes.map((hash, index) => {
    const leader = isOf(hash, 'leader');
    return testPool(index + 1, {
      poolId: poolId(hash),
      ...(leader === undefined ? {} : { rewardAccount: ACCOUNT }),
      ...(leader?.[2] === '0' ? { pledge: lovelace(1n) } : {}),
    });
  });
  return {
    ...twoPools(major),
    blocks: new Map(pools.map((pool) => [pool.poolId, 5_000])),
    snapshot: testSnapshot(
      pools,
      hashes.flatMap((hash, index) => [
        [keyCredential(100 + index), index, ada(8_000_000)] as const,
        ...(isOf(hash, 'member') ? [[ACCOUNT, index, ada(2_000_000)] as const] : []),
      ]),
    ),
  };
}

describe.skipIf(!isDevnetShared)(`the five saturated pools of a Haskell node, explained ${ABSENT}`, () => {
  test('end with its every leader and member reward; the share that counts is that of a saturated pool', () => {
    const dump = devnetDump();
    const epoch = recorded(devnetInputs(dump));
    const theirs = Object.values(dump.rewardUpdate.rewards).flat();
    expect(theirs).toHaveLength(10);
    epoch.rewards.pools.forEach((_, index) => {
      const told = epoch.explainPool(index);
      expect(told.differences).toEqual([]);
      expect(step(told.poolSteps, 'σ′').exact).toEqual(ratio(1n, 150n));
      const { numerator, denominator } = step(told.poolSteps, 'saturation').exact;
      expect(numerator).toBeGreaterThan(denominator);
      const amount = (wanted: string) =>
        BigInt(theirs.find(({ type, pool }) => type === wanted && pool === told.poolId)?.amount ?? -1);
      expect(told.leader.amount).toBe(amount('leader'));
      expect(told.sums.members).toBe(amount('member'));
    });
  });
});
