/**
 * The reward engine at mainnet's size: 1.3 million members, 3,000 pools, in memory, one thread. Making the workload is not timed; that it
 * is the described one, and that the answer is the right one, is checked by sha256 on every run of the bench.
 */
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { EXPECTED } from '../../packages/domain/bench/expected-sums.ts';
import { syntheticEpoch } from '../../packages/domain/bench/synthetic-epoch.ts';
import { lovelace, type StakeSnapshot } from '../../packages/domain/src/index.ts';
import {
  computeMemberRewards,
  computeRewards,
  type EpochRewards,
  poolStakesOf,
  settleRewards,
} from '../../packages/domain/src/rewards/index.ts';

export interface RewardsBench {
  /** medians */
  readonly membersMs: number;
  /** pots, pools, members and the destination of every lovelace */
  readonly totalMs: number;
  readonly stakesMs: number;
  readonly settleMs: number;
  readonly membersBestMs: number;
  readonly totalBestMs: number;
  /** of the member rewards */
  readonly sha256: string;
  readonly matches: boolean;
  readonly runs: number;
  readonly members: number;
  readonly pools: number;
}

const WARM_UP = 5;
/** One account in so many is gone at the payout. */
const GONE_EVERY = 1000;

/** @throws Error when the generated inputs are not the described ones. */
export async function run(runs = 21): Promise<RewardsBench> {
  const epoch = syntheticEpoch();
  assertDescribed(epoch.snapshot);
  const unregistered = epoch.snapshot.pools
    .filter((_, index) => index % GONE_EVERY === 0)
    .map(({ rewardAccount }) => rewardAccount);
  const times = { members: [] as number[], total: [] as number[], stakes: [] as number[], settle: [] as number[] };

  let rewards: EpochRewards = computeRewards(epoch);
  for (let run = -WARM_UP; run < runs; run += 1) {
    const { delegators } = epoch.snapshot;
    const [stakesMs, stakes] = timed(() => poolStakesOf(epoch.snapshot));
    const shares = rewards.pools.map(({ memberRate, poolReward }) => ({ rate: memberRate, poolReward }));
    const [membersMs] = timed(() => computeMemberRewards({ delegators, shares, ownerRows: stakes.ownerRows }));
    const [computeMs, computed] = timed(() => computeRewards(epoch));
    const [settleMs] = timed(() =>
      settleRewards({ rewards: computed, snapshot: epoch.snapshot, treasury: lovelace(0n), unregistered }),
    );
    rewards = computed;
    if (run < 0) continue;
    times.members.push(membersMs);
    times.total.push(computeMs + settleMs);
    times.stakes.push(stakesMs);
    times.settle.push(settleMs);
  }

  const digest = sha256(bytesOf(rewards.memberRewards));
  return {
    membersMs: median(times.members),
    totalMs: median(times.total),
    stakesMs: median(times.stakes),
    settleMs: median(times.settle),
    membersBestMs: Math.min(...times.members),
    totalBestMs: Math.min(...times.total),
    sha256: digest,
    matches:
      digest === EXPECTED.memberRewards &&
      rewards.totals.leaders === EXPECTED.leaders &&
      rewards.totals.members === EXPECTED.members,
    runs,
    members: epoch.snapshot.delegators.count,
    pools: epoch.snapshot.pools.length,
  };
}

function assertDescribed({ delegators }: StakeSnapshot): void {
  const made = {
    stake: sha256(bytesOf(delegators.stake)),
    pool: sha256(bytesOf(Uint16Array.from(delegators.pool))),
    credential: sha256(delegators.hash),
  };
  if (JSON.stringify(made) !== JSON.stringify(EXPECTED.inputs)) {
    throw new Error(`the generated workload is not the described one: ${JSON.stringify(made)}`);
  }
}

function timed<Result>(work: () => Result): [milliseconds: number, result: Result] {
  const startMs = performance.now();
  const result = work();
  return [performance.now() - startMs, result];
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const bytesOf = ({ buffer, byteOffset, byteLength }: BigUint64Array | Uint16Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
