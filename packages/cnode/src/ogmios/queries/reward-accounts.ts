import { credentialText, type StakeCredential, stakeCredential } from '@pooltool/domain';
import type { DelegateRepresentative, RewardAccountSummary } from '../answers.ts';
import { type Query, query } from '../wire/query.ts';
import type { Reading } from '../wire/reading.ts';
import { adaAt, credentialAt, poolIdAt } from '../wire/words.ts';
import { credentialParams } from './credential-params.ts';

/** A list since 6.13; before, a map from the hash, which does not say the kind: it is the one that was asked for. */
export const rewardAccountSummaries = (
  credentials: readonly StakeCredential[],
): Query<ReadonlyMap<string, RewardAccountSummary>> =>
  query({
    method: 'queryLedgerState/rewardAccountSummaries',
    params: credentialParams(credentials),
    read(at) {
      const found = at.isList ? at.list(summaryAt) : at.entries((name, one) => oldSummaryAt(name, one, credentials));
      return new Map(found.map((one) => [credentialText(one.credential), one]));
    },
  });

const summaryAt = (at: Reading): RewardAccountSummary => summaryOf(at, credentialAt(at), at.field('stakePool'));

function oldSummaryAt(name: Reading, at: Reading, asked: readonly StakeCredential[]): RewardAccountSummary {
  const hash = name.text();
  const kinds = asked.filter((one) => one.hash === hash).map(({ kind }) => kind);
  const [kind] = kinds;
  // Asked for a key and a script of equal bytes, the old map has one answer for both.
  if (kind === undefined || kinds.length > 1) return name.fail('the hash of one credential that was asked for');
  return summaryOf(
    at,
    name.as(() => stakeCredential(kind, hash)),
    at.field('delegate'),
  );
}

const summaryOf = (at: Reading, credential: StakeCredential, pool: Reading): RewardAccountSummary => ({
  credential,
  // The schema's own examples have the id as a text.
  poolId: pool.absent ? null : poolIdAt(pool.isText ? pool : pool.field('id')),
  delegateRepresentative: at.optional('delegateRepresentative', representativeAt),
  rewards: adaAt(at.field('rewards')),
  deposit: adaAt(at.field('deposit')),
});

function representativeAt(at: Reading): DelegateRepresentative {
  switch (at.field('type').oneOf(['registered', 'abstain', 'noConfidence'])) {
    case 'registered':
      return { kind: 'registered', credential: credentialAt(at, 'id') };
    case 'abstain':
      return { kind: 'abstain' };
    case 'noConfidence':
      return { kind: 'no-confidence' };
  }
}
