import { credentialHash, type StakeCredential } from '@pooltool/domain';
import type { ProjectedRewards, RewardsByPool } from '../answers.ts';
import { type Query, query } from '../wire/query.ts';
import { adaAt, byPool } from '../wire/words.ts';
import { credentialParams } from './credential-params.ts';

/** A stake has to come as an amount of ada; a bare number is refused (chain-input.md 4.1). */
export const projectedRewards = (of: {
  readonly stake?: readonly bigint[];
  readonly credentials?: readonly StakeCredential[];
}): Query<ProjectedRewards> =>
  query({
    method: 'queryLedgerState/projectedRewards',
    params: {
      stake: of.stake?.map((lovelace) => ({ ada: { lovelace } })),
      ...(of.credentials === undefined ? {} : credentialParams(of.credentials)),
    },
    slow: true,
    read(at) {
      const ofStake = new Map<bigint, RewardsByPool>();
      const ofCredential = new Map<string, RewardsByPool>();
      at.entries((name, value) => {
        const key = name.text();
        const rewards = byPool(value, adaAt);
        // A lovelace amount has 20 digits at most, a hash always 56 characters.
        if (/^\d{1,20}$/.test(key)) ofStake.set(BigInt(key), rewards);
        else
          ofCredential.set(
            name.as(() => credentialHash(key)),
            rewards,
          );
      });
      return { ofStake, ofCredential };
    },
  });
