import type { StakeSnapshot } from '../ledger/stake-snapshot.ts';
import { type Lovelace, lovelace } from '../units/lovelace.ts';
import { credentialText, type StakeCredential } from '../units/stake-credential.ts';
import type { EpochRewards } from './epoch-rewards.ts';
import { findRows } from './named-rows.ts';

export type Fate =
  | { readonly destination: 'account' }
  | { readonly destination: 'treasury'; readonly reason: 'unregistered' }
  | { readonly destination: 'reserves'; readonly reason: 'unregistered-at-calculation' | 'superseded' };

/** A reward that may not reach its account, and whether it does. */
export interface Contested {
  readonly kind: 'leader' | 'member';
  readonly credential: StakeCredential;
  readonly row: number | null;
  readonly poolIndex: number;
  readonly amount: Lovelace;
  readonly fate: Fate;
}

type Candidate = Omit<Contested, 'fate'>;

/**
 * Every leader reward, and the member rewards of accounts that are unregistered or have a leader reward too: all for which the answer
 * is not simply "paid". An account's rewards are judged together, in the ledger's order: first who is left out of the calculation, then
 * which of several is paid, then who is there to be paid.
 */
export function contestedRewards(given: {
  readonly rewards: EpochRewards;
  readonly snapshot: StakeSnapshot;
  readonly unregistered: readonly StakeCredential[];
  readonly unregisteredAtCalculation?: readonly StakeCredential[];
}): Contested[] {
  const { rewards, snapshot, unregistered, unregisteredAtCalculation = [] } = given;
  const { rules } = rewards;
  const filtered = new Set(rules.prefilter ? unregisteredAtCalculation.map(credentialText) : []);
  const gone = new Set(unregistered.map(credentialText));

  return byAccount(candidates({ rewards, snapshot, named: [...unregistered, ...unregisteredAtCalculation] })).flatMap(
    ({ account, candidates }) => {
      if (filtered.has(account)) return candidates.map((reward) => ({ ...reward, fate: LEFT_OUT }));
      const fate = gone.has(account) ? UNCLAIMED : PAID;
      if (rules.aggregation === 'sum') return candidates.map((reward) => ({ ...reward, fate }));
      const lowest = lowestOf(candidates, snapshot);
      return candidates.map((reward) => ({ ...reward, fate: reward === lowest ? fate : SUPERSEDED }));
    },
  );
}

const PAID: Fate = { destination: 'account' };
const UNCLAIMED: Fate = { destination: 'treasury', reason: 'unregistered' };
const LEFT_OUT: Fate = { destination: 'reserves', reason: 'unregistered-at-calculation' };
const SUPERSEDED: Fate = { destination: 'reserves', reason: 'superseded' };

/** Leaders in pool order, of every pool with blocks, also of 0 lovelace: those still count in the choice of the lowest. */
function candidates(given: {
  readonly rewards: EpochRewards;
  readonly snapshot: StakeSnapshot;
  readonly named: readonly StakeCredential[];
}): Candidate[] {
  const { rewards, snapshot, named } = given;
  const earning = rewards.pools.flatMap(({ blocks, poolIndex, leaderReward }) => {
    const pool = snapshot.pools[poolIndex];
    return pool !== undefined && blocks > 0
      ? [{ poolIndex, credential: pool.rewardAccount, amount: leaderReward }]
      : [];
  });
  const accounts = new Map(
    [...earning.map(({ credential }) => credential), ...named].map((c) => [credentialText(c), c]),
  );
  const credentials = [...accounts.values()];
  const rows = findRows(snapshot.delegators, credentials);
  const rowOf = new Map(credentials.map((credential, i) => [credentialText(credential), rows[i] ?? null]));

  const leaders = earning.map(
    (reward): Candidate => ({ kind: 'leader', ...reward, row: rowOf.get(credentialText(reward.credential)) ?? null }),
  );
  const members = credentials.flatMap((credential, i): Candidate[] => {
    const row = rows[i] ?? null;
    const amount = row === null ? 0n : (rewards.memberRewards[row] ?? 0n);
    if (row === null || amount === 0n) return [];
    return [
      { kind: 'member', credential, row, poolIndex: snapshot.delegators.pool[row] ?? 0, amount: lovelace(amount) },
    ];
  });
  return [...leaders, ...members];
}

function byAccount(all: readonly Candidate[]): { account: string; candidates: Candidate[] }[] {
  const accounts = new Map<string, Candidate[]>();
  for (const reward of all) {
    const account = credentialText(reward.credential);
    const known = accounts.get(account);
    if (known === undefined) accounts.set(account, [reward]);
    else known.push(reward);
  }
  return [...accounts].map(([account, candidates]) => ({ account, candidates }));
}

/** Before Allegra: leader before member, then the lower pool id, whatever the amounts (Shelley erratum 17.4). */
function lowestOf(candidates: readonly Candidate[], { pools }: StakeSnapshot): Candidate | undefined {
  const order = ({ kind, poolIndex }: Candidate): string => `${kind} ${pools[poolIndex]?.poolId ?? ''}`;
  return candidates.reduce<Candidate | undefined>(
    (lowest, reward) => (lowest === undefined || order(reward) < order(lowest) ? reward : lowest),
    undefined,
  );
}
