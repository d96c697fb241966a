import type { StakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { type StakeHistories, type StakeHistory, stakeHistories } from '../documents/read-stake-histories.ts';
import { archiveGrew } from '../errors.ts';
import type { Archive } from './open-archive.ts';

/** An epoch is archived every five days: to meet that moment twice in one call is out of the question. */
const ATTEMPTS = 3;

/** All that a credential staked and earned, ascending by epoch, wherever the rows of an epoch lie by now. */
export interface RewardHistory extends StakeHistory, Pick<StakeHistories, 'epochs' | 'leaders'> {}

/** @throws what `Archive.entriesOf` throws */
export async function rewardHistory(from: HistorySource, credential: StakeCredential): Promise<RewardHistory> {
  const { histories, epochs, leaders } = await rewardHistories(from, [credential]);
  return { ...(histories[0] ?? { credential, delegations: [], rewards: [] }), epochs, leaders };
}

interface HistorySource {
  readonly db: Queryable;
  readonly archive: Archive;
}

/** In the order of `credentials`. @throws what `Archive.entriesOf` throws */
export async function rewardHistories(
  { db, archive }: HistorySource,
  credentials: readonly StakeCredential[],
): Promise<StakeHistories> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const archived = await archive.entriesOf(db, credentials);
      return await stakeHistories(db, credentials, archived);
    } catch (error) {
      if (attempt === ATTEMPTS || !archiveGrew.is(error)) throw error;
    }
  }
}
