import type { Epoch, StakeCredential } from '@pooltool/domain';
import { rewardDetails, type StakedEpoch, type StakeSums, stakeSums } from '@pooltool/domain/rewards';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { archiveGrew, type PivotToSave, readRewardEpoch, type WatchedKey, watchedKeys } from '@pooltool/store';
import { type Archive, isArchived, rewardHistories } from '@pooltool/store/archive';
import { type StakeHistory, stakedEpochs, stakeEpochs } from '@pooltool/store/documents';
import { inputsMissing } from './errors.ts';

/** What an epoch's rewards mean for the keys that are watched. */
export interface WatchedEarnings {
  readonly earned: Epoch;
  readonly status: PivotToSave['status'];
  /** of keys whose sums are kept: their part in this epoch */
  readonly carried: readonly KeyEpochs[];
  /** of the others: every paid epoch */
  readonly begun: readonly KeyEpochs[];
}

interface KeyEpochs {
  readonly credential: StakeCredential;
  /** ascending; those in which the key had a part */
  readonly epochs: ReadonlyMap<Epoch, StakedEpoch>;
}

interface ReadFrom {
  readonly pool: Queryable;
  readonly archive: Archive;
  readonly signal?: AbortSignal;
}

/** Keys whose rows are asked for in one statement. */
const KEYS_AT_ONCE = 2_000;
/** Whole histories that are in memory together. */
const HISTORIES_AT_ONCE = 25;

/**
 * Reads of keys whose sums are kept the epoch's rows, and of the others everything, wherever it lies by now. A forecast adds
 * to no sum, so nothing is read for it. @throws POOLTOOL_REWARD_INPUTS_MISSING (retry), what `Archive.entriesOf` throws
 */
export async function readWatchedEarnings(from: ReadFrom, earned: Epoch): Promise<WatchedEarnings> {
  const found = await readRewardEpoch(from.pool, earned);
  if (found === null) throw inputsMissing({ message: `the rewards of epoch ${earned} are not known` });
  const { status } = found;
  if (status === 'forecast') return { earned, status, carried: [], begun: [] };
  const keys = await watchedKeys(from.pool);
  const summed = keys.filter((key) => key.summed);
  return {
    earned,
    status,
    carried: (await isArchived(from.pool, earned))
      ? await wholeHistories(from, summed)
      : await epochOfKeys(from, summed, earned),
    begun: await wholeHistories(
      from,
      keys.filter((key) => !key.summed),
    ),
  };
}

export const pivotOf = ({ earned, status, carried, begun }: WatchedEarnings): PivotToSave => ({
  earned,
  status,
  added: carried.flatMap(({ credential, epochs }) => {
    const at = epochs.get(earned);
    return at === undefined ? [] : [{ credential, sums: sumsOf(at) }];
  }),
  begun: begun.map(({ credential, epochs }) => ({
    credential,
    epochs: new Map([...epochs].map(([epoch, at]) => [epoch, sumsOf(at)])),
  })),
});

const sumsOf = (at: StakedEpoch): StakeSums => stakeSums(at, rewardDetails(at));

/** @throws POOLTOOL_ARCHIVE_GREW (retry) when its rows were moved meanwhile: read as none, they would be taken from every sum */
async function epochOfKeys({ pool, signal }: ReadFrom, keys: readonly WatchedKey[], of: Epoch): Promise<KeyEpochs[]> {
  const found: KeyEpochs[] = [];
  for (const some of portions(keys, KEYS_AT_ONCE)) {
    signal?.throwIfAborted();
    const { histories, leaders } = await stakeEpochs(pool, some, of);
    found.push(...histories.map((history) => partsOf(history, { epochs: new Map([[of, true]]), leaders })));
  }
  if (await isArchived(pool, of)) throw archiveGrew({ message: `epoch ${of} was moved while it was pivoted` });
  return found;
}

async function wholeHistories(from: ReadFrom, keys: readonly WatchedKey[]): Promise<KeyEpochs[]> {
  const found: KeyEpochs[] = [];
  for (const some of portions(keys, HISTORIES_AT_ONCE)) {
    from.signal?.throwIfAborted();
    const { histories, leaders, epochs } = await rewardHistories({ db: from.pool, archive: from.archive }, some);
    const paid = new Map([...epochs].filter(([, isPaid]) => isPaid));
    found.push(...histories.map((history) => partsOf(history, { epochs: paid, leaders })));
  }
  return found;
}

const partsOf = (history: StakeHistory, settled: Parameters<typeof stakedEpochs>[1]): KeyEpochs => ({
  credential: history.credential,
  epochs: new Map(
    [...stakedEpochs(history, settled)].flatMap(([epoch, at]) => (at === null ? [] : [[epoch, at] as const])),
  ),
});

function* portions(keys: readonly WatchedKey[], size: number): Generator<StakeCredential[]> {
  for (let from = 0; from < keys.length; from += size)
    yield keys.slice(from, from + size).map(({ credential }) => credential);
}
