import { type Asset, defineAsset, meta, need } from '@pooltool/pipeline';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { type PivotToSave, savePivot, unwatchForgotten } from '@pooltool/store';
import { openArchive } from '@pooltool/store/archive';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { pivotOf, readWatchedEarnings, type WatchedEarnings } from '../key-pivot.ts';
import { patient } from '../patience.ts';

/**
 * Takes an epoch's rewards into the histories of the keys people watch: says which documents changed, and keeps the sums
 * over a lifetime that they show.
 *
 * The sums are kept for each epoch, though documents are drawn from the truth, because what a boundary changes in a history
 * of six hundred epochs, most of them in the archive, is one record and its running sum. Kept, that costs the epoch's rows
 * of the key and one row of sums; added up anew, all rows of all epochs and some twenty reads of the archive, for each of ten
 * thousand keys, three times a boundary. They are exact because only whole lovelace are added, and mended by this asset
 * itself: an old epoch that is paid anew is pivoted anew, and what it adds now instead of then is added to every later sum
 * (`savePivot`). A key that was watched since is added up once from its whole history, here.
 *
 * Partitions run one at a time, so that no two carry the same sums on. What nobody has asked for in a long while is forgotten
 * here, because here is where it would cost.
 */
export const rewardPivot = ({
  objects,
  keepWatchedDays,
}: {
  readonly objects: ObjectStore;
  /** for ever when absent */
  readonly keepWatchedDays?: number;
}): Asset => {
  const archive = openArchive(objects);
  return defineAsset<WatchedEarnings, PivotToSave>({
    name: 'reward_pivot',
    description: "The epoch's rewards in the histories of the keys people watch, and in their lifetime sums",
    partitions: epochs,
    retry: patient,
    concurrency: 1,
    // One of them is enough; what is pivoted is what stands in the tables.
    needs: [need('rewards_forecast', { optional: true }), need('rewards', { optional: true })],
    load: ({ pool, signal, partition }) => readWatchedEarnings({ pool, archive, signal }, epochOf(partition)),
    compute: pivotOf,
    save: async (tx, pivot, { log }) => {
      const saved = await savePivot(tx, pivot);
      // After it: `savePivot` takes the lock that keeps everybody else from asking meanwhile.
      const forgotten = keepWatchedDays === undefined ? 0 : await unwatchForgotten(tx, keepWatchedDays);
      log.info({ ...saved, forgotten }, 'rewards.pivoted');
    },
    metadata: ({ status, added, begun }, { carried }) => ({
      of: meta.text(status),
      keys: meta.count(carried.length + begun.length),
      with_a_part: meta.count(added.length),
      begun: meta.count(begun.length),
    }),
  });
};
