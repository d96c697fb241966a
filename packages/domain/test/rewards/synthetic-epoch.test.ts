import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { EXPECTED } from '../../bench/expected-sums.ts';
import { syntheticEpoch } from '../../bench/synthetic-epoch.ts';
import { computeRewards } from '../../src/rewards/index.ts';

test("an epoch of mainnet's size has the one answer that four independent programs found", () => {
  const { activeStake, totals, memberRewards, pools, pots } = computeRewards(syntheticEpoch());
  expect(activeStake).toBe(EXPECTED.activeStake);
  expect(pots.availableRewards).toBe(16_876_000_000_000n);
  expect(pools.filter(({ blocks }) => blocks > 0)).toHaveLength(EXPECTED.poolsWithBlocks);
  expect(totals).toEqual({ leaders: EXPECTED.leaders, members: EXPECTED.members });
  expect(memberRewards.filter((reward) => reward > 0n)).toHaveLength(EXPECTED.membersPaid);
  expect(createHash('sha256').update(memberRewards).digest('hex')).toBe(EXPECTED.memberRewards);
}, 20_000);
