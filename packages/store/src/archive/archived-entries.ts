import type { Epoch, StakeCredential } from '@pooltool/domain';
import type { ArchiveEntry } from './archive-entry.ts';

/** What was read from the archive for some credentials. */
export interface ArchivedEntries {
  /** the epochs that were archived when it was read */
  readonly epochs: ReadonlySet<Epoch>;
  /** ascending by epoch. @throws POOLTOOL_ARCHIVE_GREW (retry) for a credential it was not read for */
  of(credential: StakeCredential): readonly ArchiveEntry[];
}

/** For whoever reads where nothing was ever archived. */
export const NOTHING_ARCHIVED: ArchivedEntries = { epochs: new Set(), of: () => [] };
