import type { Epoch } from '@pooltool/domain';
import { addedSums, NO_STAKE_SUMS, rewardDetails, type StakeSums, stakeSums } from '@pooltool/domain/rewards';
import { type StakeHistories, type StakeHistory, stakedEpochs } from '@pooltool/store/documents';
import type { StakeEpochShown } from './stake-record.ts';

export type Settled = Pick<StakeHistories, 'epochs' | 'leaders'>;

/**
 * Sums over a lifetime by epoch, as the pivot of paid rewards keeps them; null for a key that it has not begun with, whose
 * sums are added up from the whole history.
 */
export type KeptSums = ReadonlyMap<Epoch, StakeSums> | null;

/** For every epoch that anything is known of, ascending; null where the credential had no part in it. */
export function shownEpochs(
  history: StakeHistory,
  settled: Settled,
  kept: KeptSums,
): ReadonlyMap<Epoch, StakeEpochShown | null> {
  const shown = new Map<Epoch, StakeEpochShown | null>();
  let summed = NO_STAKE_SUMS;
  for (const [epoch, at] of stakedEpochs(history, settled)) {
    if (at === null) {
      shown.set(epoch, null);
      continue;
    }
    const details = rewardDetails(at);
    const sums = stakeSums(at, details);
    if (!at.forecast) summed = addedSums(summed, sums);
    const life = kept === null ? summed : (kept.get(epoch) ?? null);
    shown.set(epoch, {
      sums,
      details,
      pool: at.delegation?.pool ?? null,
      forecast: at.forecast,
      rewardsSentTo: at.delegation?.ownersRewardsTo ?? at.owner,
      life: at.forecast ? null : life,
    });
  }
  return shown;
}
