import type { Epoch, StakeCredential } from '@pooltool/domain';
import { rewardDetails, type StakedEpoch, type StakeSums, stakeSums } from '@pooltool/domain/rewards';
import type { Queryable } from '@pooltool/shared-utils/pg';
import {
  type AddedByEpoch,
  archiveGrew,
  type PivotToSave,
  readRewardEpoch,
  type WatchedKey,
  watchedKeys,
} from '@pooltool/store';
import { type Archive, isArchived, rewardHistories } from '@pooltool/store/archive';
import { type StakeHistory, stakedEpochs, stakeEpochs } from '@pooltool/store/documents';
import { inputsMissing } from './errors.ts';

/** What an epoch's rewards mean for the keys that are watched. */
export interface WatchedEarnings extends Pick<PivotToSave, 'earned' | 'status' | 'begun'> {
  /** of keys whose sums are kept: what the epoch added; null where the key had no part in it */
  readonly carried: readonly { readonly credential: StakeCredential; readonly sums: StakeSums | null }[];
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
      ? await ofHistories(from, summed, (of) => carriedIn(of, earned))
      : await epochOfKeys(from, summed, earned),
    begun: await ofHistories(
      from,
      keys.filter((key) => !key.summed),
      ({ credential, epochs }) => ({ credential, added: addedByEpoch(epochs) }),
    ),
  };
}

export const pivotOf = ({ earned, status, carried, begun }: WatchedEarnings): PivotToSave => ({
  earned,
  status,
  added: carried.flatMap(({ credential, sums }) => (sums === null ? [] : [{ credential, sums }])),
  begun,
});

/** All that one key did and got. Some hundred bytes an epoch: to be made little of before many are in memory. */
interface KeyEpochs {
  readonly credential: StakeCredential;
  /** ascending; those in which the key had a part */
  readonly epochs: ReadonlyMap<Epoch, StakedEpoch>;
}

function carriedIn({ credential, epochs }: KeyEpochs, of: Epoch): WatchedEarnings['carried'][number] {
  const at = epochs.get(of);
  return { credential, sums: at === undefined ? null : sumsOf(at) };
}

function addedByEpoch(epochs: KeyEpochs['epochs']): AddedByEpoch {
  const sums = [...epochs.values()].map(sumsOf);
  return {
    epochs: Int32Array.from(epochs.keys()),
    amount: BigInt64Array.from(sums, ({ amount }) => amount),
    operatorRewards: BigInt64Array.from(sums, ({ operatorRewards }) => operatorRewards),
    stakeRewards: BigInt64Array.from(sums, ({ stakeRewards }) => stakeRewards),
  };
}

const sumsOf = (at: StakedEpoch): StakeSums => stakeSums(at, rewardDetails(at));

/** @throws POOLTOOL_ARCHIVE_GREW (retry) when its rows were moved meanwhile: read as none, they would be taken from every sum */
async function epochOfKeys({ pool, signal }: ReadFrom, keys: readonly WatchedKey[], of: Epoch) {
  const found: WatchedEarnings['carried'][number][] = [];
  for (const some of portions(keys, KEYS_AT_ONCE)) {
    signal?.throwIfAborted();
    const { histories, leaders } = await stakeEpochs(pool, some, of);
    found.push(...histories.map((one) => carriedIn(partsOf(one, { epochs: new Map([[of, true]]), leaders }), of)));
  }
  if (await isArchived(pool, of)) throw archiveGrew({ message: `epoch ${of} was moved while it was pivoted` });
  return found;
}

/** Of every key's whole history only what is made of it stays. */
async function ofHistories<Made>(
  from: ReadFrom,
  keys: readonly WatchedKey[],
  make: (of: KeyEpochs) => Made,
): Promise<Made[]> {
  const made: Made[] = [];
  for (const some of portions(keys, HISTORIES_AT_ONCE)) {
    from.signal?.throwIfAborted();
    const { histories, leaders, epochs } = await rewardHistories({ db: from.pool, archive: from.archive }, some);
    const paid = new Map([...epochs].filter(([, isPaid]) => isPaid));
    made.push(...histories.map((history) => make(partsOf(history, { epochs: paid, leaders }))));
  }
  return made;
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
