/** The smallest things that work, for tests: every builder has defaults, so an option set in a test means something there. */
import type { Candidate } from './battles/candidate.ts';
import { emptyDelegators, type SnapshotPool, type StakeSnapshot, setDelegator } from './ledger/stake-snapshot.ts';
import type { RewardParameters } from './rewards/reward-parameters.ts';
import { blockHash, credentialHash, type PoolId, poolId } from './units/hashes.ts';
import { lovelace } from './units/lovelace.ts';
import { ratio } from './units/ratio.ts';
import { type StakeCredential, stakeCredential } from './units/stake-credential.ts';
import { epoch, height, slot } from './units/time.ts';

/** 28 bytes of hex ending in `tag`; the same tag gives the same hash, a higher tag a higher one. */
export const hash28 = (tag: number): string => tag.toString(16).padStart(56, '0');
export const hash32 = (tag: number): string => tag.toString(16).padStart(64, '0');

export const testPoolId = (tag: number): PoolId => poolId(hash28(tag));
export const keyCredential = (tag: number): StakeCredential => stakeCredential('key', hash28(tag));
export const scriptCredential = (tag: number): StakeCredential => stakeCredential('script', hash28(tag));
export const ada = (amount: number): bigint => BigInt(amount) * 1_000_000n;

/** A pool without pledge, owners or margin, of 170 ada cost, paid to the key credential of its own tag. */
export function testPool(
  tag: number,
  given: Partial<SnapshotPool> & { readonly ownerTags?: readonly number[] } = {},
): SnapshotPool {
  const { ownerTags = [], ...fields } = given;
  return {
    poolId: testPoolId(tag),
    pledge: lovelace(0n),
    cost: lovelace(ada(170)),
    margin: ratio(0n, 1n),
    rewardAccount: keyCredential(tag),
    owners: ownerTags.map((owner) => credentialHash(hash28(owner))),
    ...fields,
  };
}

/** One delegator of a test: who, to which pool by index, how much. */
export type TestDelegation = readonly [credential: StakeCredential, pool: number, stake: bigint];

export function testSnapshot(pools: readonly SnapshotPool[], delegations: readonly TestDelegation[]): StakeSnapshot {
  const delegators = emptyDelegators(delegations.length);
  delegations.forEach(([credential, pool, stake], row) => {
    setDelegator(delegators, row, { credential, pool, stake });
  });
  return { pools, delegators };
}

/** Those of Conway on mainnet, where not said otherwise. */
export const testParameters = (given: Partial<RewardParameters> = {}): RewardParameters => ({
  optimalPoolCount: 500,
  pledgeInfluence: ratio(3n, 10n),
  monetaryExpansion: ratio(3n, 1000n),
  treasuryGrowth: ratio(1n, 5n),
  decentralisation: ratio(0n, 1n),
  protocolVersion: { major: 10, minor: 0 },
  ...given,
});

/** A block of Conway that our node had: of the pool, and with the hash and the VRF output, of its tag. */
export const testCandidate = (tag: number, given: Partial<Candidate> = {}): Candidate => ({
  hash: blockHash(hash32(tag)),
  height: height(100),
  slot: slot(1_000),
  epoch: epoch(5),
  producer: testPoolId(tag),
  parent: null,
  era: 7,
  leaderVrf: null,
  blockVrf: tag.toString(16).padStart(128, '0'),
  certificateNumber: null,
  held: true,
  evidence: null,
  provable: true,
  witnesses: 0,
  reports: 0,
  medianDelayMs: null,
  ...given,
});

/** The same as only nodes tell of it: proven, and by so many pools. */
export const reportedCandidate = (tag: number, witnesses: number, given: Partial<Candidate> = {}): Candidate =>
  testCandidate(tag, { held: false, evidence: 'proven', witnesses, reports: witnesses, ...given });
