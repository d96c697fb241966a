import { credentialText, type StakeCredential, type StakeHistorySubject, subjectOf } from '@pooltool/domain';
import type { RewardDetail } from '@pooltool/domain/rewards';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { stakeHistoryPath } from '@pooltool/store';
import { NO_WORDS } from '@pooltool/store/website';
import { type Drawing, oneValue } from '../drawing.ts';
import { family } from '../family.ts';
import { isWatched, needingArchive, readShown, type ShownHistories } from '../stake-history/read-shown.ts';
import type { StakeEpochShown } from '../stake-history/stake-record.ts';

/**
 * A watched key's whole history as one file, which the website of 2026 reads (clients.md 2). An epoch more makes it another
 * file, so it is not written at a boundary: somebody who asks for it has it drawn (`requestHistories`).
 */
export const stakeHistoryFile = family({
  kind: 'stake_history_file',
  place: 'object-store',
  atOnce: 25,
  read: (text): StakeHistorySubject => ({ credential: subjectOf.credential(text), part: null }),
  credentials: needingArchive,
  load: readShown,
  draw: ({ credential }, shown) => drawStakeHistoryFile(credential, shown),
});

/** By epoch; `{}` of a watched key that has none yet. The path belongs to the kind that is watched. */
export function drawStakeHistoryFile(credential: StakeCredential, shown: ShownHistories): Drawing {
  if (!isWatched(shown.watched, credential)) {
    return shown.watched.has(credential.hash) ? [] : oneValue(stakeHistoryPath(credential), null);
  }
  const epochs = shown.whole.get(credentialText(credential)) ?? new Map<never, never>();
  const records = [...epochs].flatMap(([of, one]) => (one === null ? [] : [[`${of}`, fileRecord(one)]]));
  return oneValue(stakeHistoryPath(credential), Object.fromEntries(records));
}

/** Lovelace; the pool is null where nothing was delegated. */
const fileRecord = ({ sums, details, pool, forecast, rewardsSentTo }: StakeEpochShown): JsonObject => ({
  amount: sums.amount,
  delegated_to_pool: pool,
  delegated_to_ticker: NO_WORDS.ticker,
  operator_rewards: sums.operatorRewards,
  stake_rewards: sums.stakeRewards,
  forecast,
  rewards_sent_to: rewardsSentTo,
  reward_address_details: Object.fromEntries([...details].map(([key, detail]) => [key, fileDetail(detail)])),
});

const fileDetail = ({ pool, amount, stakeRewards, operatorRewards }: RewardDetail): JsonObject => ({
  pool,
  amount,
  stakeRewards,
  operatorRewards,
});
