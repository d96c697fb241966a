import { describe, expect, test } from 'vitest';
import { credentialText, lovelace } from '../../src/index.ts';
import { computeRewards, settleRewards } from '../../src/rewards/index.ts';
import { ABSENT } from '../shared-data.ts';
import { devnetDump, devnetInputs, isDevnetShared } from './devnet42.ts';

/** A private Conway network of five pools, each far beyond saturation: a case no public test network has. */
describe.skipIf(!isDevnetShared)(`the reward update of a Haskell node for five saturated pools ${ABSENT}`, () => {
  test('is ours to the lovelace: every leader and member reward, the tax, and what leaves the reserves', () => {
    const dump = devnetDump();
    const inputs = devnetInputs(dump);
    const rewards = computeRewards(inputs);
    const { leaders, memberRewards, returnedToReserves } = settleRewards({
      rewards,
      snapshot: inputs.snapshot,
      treasury: lovelace(BigInt(dump.treasury)),
      unregistered: [],
    });

    expect(rewards.pots.treasuryTax).toBe(BigInt(Number(dump.rewardUpdate['deltaTreasury'])));
    expect(rewards.pots.incentives - returnedToReserves).toBe(
      BigInt(Number(dump.rewardUpdate['deltaReserves(negated)'])),
    );

    const ours = [
      ...leaders.map(({ credential, poolIndex, amount }) =>
        line(credentialText(credential), 'leader', poolIndex, amount),
      ),
      ...Object.keys(dump.go.stake).map((account, row) =>
        line(account, 'member', inputs.snapshot.delegators.pool[row] ?? -1, memberRewards[row] ?? 0n),
      ),
    ];
    function line(account: string, kind: string, poolIndex: number, amount: bigint): string {
      return `${account} ${kind} ${inputs.snapshot.pools[poolIndex]?.poolId} ${amount}`;
    }
    const theirs = Object.entries(dump.rewardUpdate.rewards).flatMap(([account, list]) =>
      list.map(({ type, pool, amount }) => `${account} ${type} ${pool} ${amount}`),
    );
    expect(theirs).toHaveLength(10);
    expect(ours.sort()).toEqual(theirs.sort());
    expect(rewards.pools.every(({ stake }) => stake * 150n > rewards.pots.circulation)).toBe(true);
  });
});
