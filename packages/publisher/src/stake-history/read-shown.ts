import {
  type CredentialHash,
  credentialText,
  type Epoch,
  type StakeCredential,
  type StakeHistorySubject,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { type ArchivedEntries, archivedEpochs } from '@pooltool/store/archive';
import {
  lifetimeSums,
  pivotedTo,
  stakeEpochs,
  stakeHistories,
  type WatchedKey,
  watchedAmong,
} from '@pooltool/store/documents';
import { type Settled, shownEpochs } from './shown-epochs.ts';
import type { StakeEpochShown } from './stake-record.ts';

/** What documents of histories are drawn from. */
export interface ShownHistories {
  readonly watched: ReadonlyMap<CredentialHash, WatchedKey>;
  /** up to which earned epoch watched histories are final; null: none yet */
  readonly through: Epoch | null;
  /** every epoch that anything is known of, ascending */
  readonly epochs: readonly Epoch[];
  /** by `credentialText`: every epoch of `epochs` */
  readonly whole: ReadonlyMap<string, ReadonlyMap<Epoch, StakeEpochShown | null>>;
  /** by `credentialText` and epoch */
  readonly single: ReadonlyMap<string, StakeEpochShown | null>;
}

export const singleText = (credential: StakeCredential, of: Epoch): string => `${credentialText(credential)}/${of}`;

/** Whose archived rows are needed: nobody's for one epoch of a key whose sums are kept, which is what a boundary changes. */
export async function needingArchive(
  db: Queryable,
  subjects: readonly StakeHistorySubject[],
): Promise<readonly StakeCredential[]> {
  const { whole } = await sorted(db, subjects);
  return whole;
}

/** One epoch's rows for what was marked by the epoch; whole histories for the rest. */
export async function readShown(
  db: Queryable,
  subjects: readonly StakeHistorySubject[],
  archived: ArchivedEntries,
): Promise<ShownHistories> {
  const { watched, whole, single } = await sorted(db, subjects);
  const histories = await stakeHistories(db, whole, archived);
  const sums = await lifetimeSums(db, whole);
  const keptOf = (credential: StakeCredential) =>
    isKept(watched, credential) ? (sums.get(credentialText(credential)) ?? new Map()) : null;
  return {
    watched,
    through: await pivotedTo(db),
    epochs: [...histories.epochs.keys()],
    whole: new Map(
      histories.histories.map((history) => [
        credentialText(history.credential),
        shownEpochs(history, histories, keptOf(history.credential)),
      ]),
    ),
    single: await readSingle(db, single, histories.epochs),
  };
}

/** By epoch, because an epoch is a partition: a boundary changes one or two. */
async function readSingle(
  db: Queryable,
  single: ReadonlyMap<Epoch, readonly StakeCredential[]>,
  epochs: Settled['epochs'],
): Promise<ReadonlyMap<string, StakeEpochShown | null>> {
  const shown = new Map<string, StakeEpochShown | null>();
  for (const [of, credentials] of single) {
    const { histories, leaders } = await stakeEpochs(db, credentials, of);
    const sums = await lifetimeSums(db, credentials, of);
    const settled = { epochs: new Map([[of, epochs.get(of) === true]]), leaders };
    for (const history of histories) {
      const kept = sums.get(credentialText(history.credential)) ?? new Map();
      shown.set(singleText(history.credential, of), shownEpochs(history, settled, kept).get(of) ?? null);
    }
  }
  return shown;
}

/** Only those that are watched; of the others nothing is shown. */
async function sorted(db: Queryable, subjects: readonly StakeHistorySubject[]) {
  const watched = await watchedAmong(db, [...new Set(subjects.map(({ credential }) => credential.hash))]);
  const archived = new Set(await archivedEpochs(db));
  const whole = new Map<string, StakeCredential>();
  const single = new Map<Epoch, Map<string, StakeCredential>>();
  for (const { credential, part } of subjects) {
    if (!isWatched(watched, credential) || part === 'pivotedToEpoch') continue;
    const text = credentialText(credential);
    if (part === null || !isKept(watched, credential) || archived.has(part)) whole.set(text, credential);
    else single.set(part, (single.get(part) ?? new Map<string, StakeCredential>()).set(text, credential));
  }
  return {
    watched,
    whole: [...whole.values()],
    single: new Map([...single].map(([of, credentials]) => [of, [...credentials.values()]])),
  };
}

export const isWatched = (watched: ShownHistories['watched'], { hash, kind }: StakeCredential): boolean =>
  watched.get(hash)?.credential.kind === kind;

const isKept = (watched: ShownHistories['watched'], credential: StakeCredential): boolean =>
  isWatched(watched, credential) && watched.get(credential.hash)?.summed === true;
