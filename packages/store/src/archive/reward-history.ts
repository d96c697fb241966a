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
export async function rewardHistory(
  { db, archive }: { readonly db: Queryable; readonly archive: Archive },
  credential: StakeCredential,
): Promise<RewardHistory> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const archived = await archive.entriesOf(db, [credential]);
      const { histories, epochs, leaders } = await stakeHistories(db, [credential], archived);
      return { ...(histories[0] ?? { credential, delegations: [], rewards: [] }), epochs, leaders };
    } catch (error) {
      if (attempt === ATTEMPTS || !archiveGrew.is(error)) throw error;
    }
  }
}
