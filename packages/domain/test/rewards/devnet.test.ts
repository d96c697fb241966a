import { describe, expect, test } from 'vitest';
import {
  credentialHash,
  credentialText,
  lovelace,
  type PoolId,
  parseCredential,
  poolId,
  ratio,
  type StakeSnapshot,
  stakeCredential,
} from '../../src/index.ts';
import { computeRewards, type RewardInputs, settleRewards } from '../../src/rewards/index.ts';
import { testParameters, testPool, testSnapshot } from '../../src/testing.ts';
import { ABSENT, isShared, sharedText } from '../shared-data.ts';

const FILE = 'chain/ledger-state/expected-values.json';
const DUMP = 'A2-conway-devnet42.newepochstate.slot259174.cbor';

interface DumpPool {
  pledge: number;
  cost: number;
  margin: [number, number];
  rewardAccount: string;
  owners: string[];
}

interface Dump {
  reserves: number;
  treasury: number;
  snapshotFee: number;
  rewardPotNonMyopic: number;
  blocksMadePrevEpoch: Record<string, number>;
  go: { stake: Record<string, number>; delegations: Record<string, string>; pools: Record<string, DumpPool> };
  rewardUpdate: Record<string, unknown> & { rewards: Record<string, { type: string; pool: string; amount: number }[]> };
}

/** A private Conway network of five pools, each far beyond saturation: a case no public test network has. */
describe.skipIf(!isShared(FILE))(`the reward update of a Haskell node for five saturated pools ${ABSENT}`, () => {
  const dumps: Record<string, Dump> = isShared(FILE) ? JSON.parse(sharedText(FILE)) : {};

  test('is ours to the lovelace: every leader and member reward, the tax, and what leaves the reserves', () => {
    const dump = dumps[DUMP];
    if (dump === undefined) throw new Error(`${FILE} has no ${DUMP}`);
    const inputs = inputsOf(dump);
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

function inputsOf(dump: Dump): RewardInputs {
  return {
    network: {
      epochLength: 86_400,
      activeSlotCoefficient: ratio(1n, 20n),
      maxLovelaceSupply: lovelace(45_000_000_000_000_000n),
    },
    parameters: testParameters({ optimalPoolCount: 150 }),
    reserves: lovelace(BigInt(dump.reserves)),
    fees: lovelace(BigInt(dump.snapshotFee)),
    blocks: new Map(
      Object.entries(dump.blocksMadePrevEpoch).map(([id, blocks]): [PoolId, number] => [poolId(id), blocks]),
    ),
    snapshot: snapshotOf(dump),
  };
}

function snapshotOf({ go }: Dump): StakeSnapshot {
  const ids = Object.keys(go.pools);
  return testSnapshot(
    Object.entries(go.pools).map(([id, { pledge, cost, margin, rewardAccount, owners }]) =>
      testPool(1, {
        poolId: poolId(id),
        pledge: lovelace(BigInt(pledge)),
        cost: lovelace(BigInt(cost)),
        margin: ratio(BigInt(margin[0]), BigInt(margin[1])),
        // an address: one byte of header (e0: a key's, on a testnet), then the hash
        rewardAccount: stakeCredential('key', rewardAccount.slice(2)),
        owners: owners.map(credentialHash),
      }),
    ),
    Object.entries(go.stake).map(([account, stake]) => [
      parseCredential(account),
      ids.indexOf(go.delegations[account] ?? ''),
      BigInt(stake),
    ]),
  );
}
