import { delegatorHash, type StakeSnapshot, stakeCredential } from '../../../packages/domain/src/index.ts';
import { openArchive, rewardHistory } from '../../../packages/store/src/archive/index.ts';
import { archiveEpochsOf } from '../archive/two-hundred-epochs.ts';
import { median, secondsOf } from '../timing.ts';
import type { EpochStage } from './stage.ts';

const PREFIX = 'ab';
const ASKED = 21;

/**
 * The median over keys of a key's whole history, each by a reader that has read nothing before: epochs in the archive
 * under its own keys, one the asset just moved, and those in PostgreSQL.
 */
export async function keyHistories(
  { pool, objects }: Pick<EpochStage, 'pool' | 'objects'>,
  { snapshot, archivedBefore }: { readonly snapshot: StakeSnapshot; readonly archivedBefore: number },
): Promise<{ keyHistoryMs: number; historyEpochs: number }> {
  const keys: string[] = [];
  for (let row = 0; row < snapshot.delegators.count; row += 1) {
    const hash = delegatorHash(snapshot.delegators, row);
    if (hash.startsWith(PREFIX)) keys.push(hash);
  }
  keys.sort();
  await archiveEpochsOf(keys, { pool, objects, prefix: PREFIX, epochs: archivedBefore });
  const asked = Array.from({ length: ASKED + 1 }, (_, index) => keys[Math.floor((index * keys.length) / (ASKED + 1))]);
  const milliseconds: number[] = [];
  let historyEpochs = 0;
  for (const hash of asked) {
    const archive = openArchive(objects);
    const seconds = await secondsOf(async () => {
      const { delegations } = await rewardHistory({ db: pool, archive }, stakeCredential('key', hash ?? ''));
      historyEpochs = delegations.length;
    });
    milliseconds.push(seconds * 1000);
  }
  // The first one warms up the connection and the code.
  return { keyHistoryMs: median(milliseconds.slice(1)), historyEpochs };
}
