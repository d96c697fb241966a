export {
  ARCHIVE_COLUMNS,
  type ArchiveEntry,
  prefixDigits,
  prefixes,
  SPAN_WIDTHS,
  type SpanWidth,
} from './archive-entry.ts';
export { type ArchiveShard, type ArchiveSpan, listSpans, readSpan, recordSpan } from './archive-shards.ts';
export { type ArchivedEntries, NOTHING_ARCHIVED } from './archived-entries.ts';
export { archivedEpochs, demandNotArchived, isArchived } from './archived-epochs.ts';
export { copyArchiveRows } from './copy-archive-rows.ts';
export { moveToArchive } from './move-to-archive.ts';
export { type Archive, openArchive } from './open-archive.ts';
export { type RowText, rowsOf, TAIL_BYTES, tableOfContents } from './parquet-rows.ts';
export { recordCopy } from './record-copy.ts';
export { type RowsToRestore, restoreFromArchive } from './restore-from-archive.ts';
export { type RewardHistory, rewardHistories, rewardHistory } from './reward-history.ts';
