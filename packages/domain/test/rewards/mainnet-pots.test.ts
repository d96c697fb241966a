import { describe, expect, test } from 'vitest';
import { lovelace, mainnet, type Ratio, ratio } from '../../src/index.ts';
import { computePots, expectedPoolBlocks, potsAfter, type RewardPots } from '../../src/rewards/index.ts';
import { testParameters } from '../../src/testing.ts';
import { ABSENT, isShared, sharedText } from '../shared-data.ts';

const FILE = 'chain/ground-truth/mainnet-epochs.csv';

/** A row's epoch is the spendable one: fees and blocks are of two epochs before, reserves and treasury those it begins with. */
interface Row {
  readonly spendable: number;
  readonly reserves: bigint;
  readonly treasury: bigint;
  readonly fees: bigint;
  /** of pools and founders together */
  readonly blocks: number;
  readonly rewardPot: bigint;
  /** available rewards that no registered account was paid */
  readonly undistributed: bigint;
  readonly unclaimed: bigint;
  readonly unclaimedRefunds: bigint;
  readonly treasuryWithdrawals: bigint;
}

/** One boundary: the row before holds the pots the calculation began with. */
interface Transition {
  readonly before: Row;
  readonly row: Row;
}

const RESERVES_EXCEPTIONS = {
  236: 'AVVM: 318,200,635 ada returned to the reserves',
  272: 'MIR from the reserves',
  286: 'MIR from the reserves',
  298: 'MIR from the reserves',
  299: 'MIR from the reserves',
};
const TREASURY_EXCEPTIONS = { 509: 'donations in 508: 20 ada', 519: 'donations in 518: 100,000 ada' };

describe.skipIf(!isShared(FILE))(`mainnet's pots, epochs 210 to 538 ${ABSENT}`, () => {
  const transitions = isShared(FILE) ? transitionsOf(sharedText(FILE)) : [];

  test('287 reward pots follow directly: no founders, or efficiency 1', () => {
    const direct = transitions.filter(
      (transition) => fits(transition, transition.row.blocks) || fits(transition, Number.MAX_SAFE_INTEGER),
    );
    expect(transitions).toHaveLength(328);
    expect(direct).toHaveLength(287);
  });

  test('the 41 others, whose blocks are not told apart, follow from exactly one number of pool blocks', () => {
    const others = transitions.filter(
      (transition) => !fits(transition, transition.row.blocks) && !fits(transition, Number.MAX_SAFE_INTEGER),
    );
    const solutions = others.map((transition) => poolBlocksThatFit(transition));
    expect(solutions.map((fitting) => fitting.length)).toEqual(new Array(41).fill(1));
    others.forEach(({ row }, i) => {
      expect(solutions[i]?.[0]).toBeLessThan(row.blocks);
    });
  });

  test('the treasury follows in 326 of 328 transitions', () => {
    expect(exceptions(transitions, 'treasury')).toEqual(Object.keys(TREASURY_EXCEPTIONS).map(Number));
  });

  test('the reserves follow in 323 of 328 transitions', () => {
    expect(exceptions(transitions, 'reserves')).toEqual(Object.keys(RESERVES_EXCEPTIONS).map(Number));
  });
});

/** The share of blocks the founders made in an earned epoch: down by 2 % an epoch, but for pauses at 234–241 and at 255. */
function decentralisationIn(earned: number): Ratio {
  if (earned <= 212) return ratio(8n, 10n);
  if (earned <= 233) return ratio(BigInt(80 - 2 * (earned - 212)), 100n);
  if (earned <= 241) return ratio(32n, 100n);
  if (earned === 255) return ratio(6n, 100n);
  return ratio(BigInt(Math.max(0, 32 - 2 * (earned - 241))), 100n);
}

const potsWith = ({ before, row }: Transition, poolBlocks: number): RewardPots =>
  computePots({
    network: mainnet,
    parameters: testParameters({ decentralisation: decentralisationIn(row.spendable - 2) }),
    reserves: lovelace(before.reserves),
    fees: lovelace(row.fees),
    poolBlocks,
  });

const fits = (transition: Transition, poolBlocks: number): boolean =>
  potsWith(transition, poolBlocks).rewardPot === transition.row.rewardPot;

/** The pot grows with every block up to the expected ones, so whoever fits lies where the growth passes the recorded pot. */
function poolBlocksThatFit(transition: Transition): number[] {
  const expected = expectedPoolBlocks(mainnet, decentralisationIn(transition.row.spendable - 2));
  return Array.from({ length: expected }, (_, blocks) => blocks).filter((blocks) => fits(transition, blocks));
}

function exceptions(transitions: readonly Transition[], pot: 'reserves' | 'treasury'): number[] {
  return transitions
    .filter((transition) => after(transition)[pot] !== transition.row[pot])
    .map(({ row }) => row.spendable);
}

function after({ before, row }: Transition) {
  const incentives = lovelace(row.rewardPot - row.fees);
  return potsAfter({
    pots: { reserves: lovelace(before.reserves), incentives, treasuryTax: lovelace(row.rewardPot / 5n) },
    treasury: lovelace(before.treasury),
    returnedToReserves: lovelace(row.undistributed - row.unclaimed),
    unclaimed: lovelace(row.unclaimed),
    others: [
      { name: 'unclaimed pool deposits', pot: 'treasury', amount: row.unclaimedRefunds },
      { name: 'treasury withdrawals', pot: 'treasury', amount: -row.treasuryWithdrawals },
    ],
  });
}

function transitionsOf(csv: string): Transition[] {
  const [head = '', ...lines] = csv.trim().split('\n');
  const names = head.split(',');
  const rows = lines.map((line) => {
    const cells = line.split(',');
    const cell = (name: string): bigint => BigInt(cells[names.indexOf(name)] || '0');
    return {
      spendable: Number(cell('epoch')),
      reserves: cell('reserves'),
      treasury: cell('treasury'),
      fees: cell('epoch_fees'),
      blocks: Number(cell('block_count')),
      rewardPot: cell('total_rewards_pot'),
      undistributed: cell('undistributed_rewards'),
      unclaimed: cell('unspendable_earned_rewards'),
      unclaimedRefunds: cell('unclaimed_refunds'),
      treasuryWithdrawals: cell('treasury_withdrawals'),
    };
  });
  return rows.slice(1).flatMap((row, i) => {
    const before = rows[i];
    return before === undefined ? [] : [{ before, row }];
  });
}
