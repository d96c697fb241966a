/** When documents of blocks are drawn again while reports pour in: seldom enough that a block costs few writes. */
import { type BlockHash, type DocumentMark, type Height, markOf } from '@pooltool/domain';

/** While more is reported of a height and nothing else changes, its document is drawn again after so long. */
const COUNTS_EVERY_MS = 3_000;
/** A block nobody reported for so long has travelled: its files are drawn. */
const QUIET_MS = 10_000;
/** Late reports of a block whose files are drawn wait for each other so long. */
const LATE_EVERY_MS = 60_000;

/** What is to be marked later. A value, so that what a transaction decided counts when it commits and not before. */
export interface MarkSchedule {
  readonly heights: ReadonlyMap<Height, HeightMarks>;
  /** by height and hash: who lies about a block's height must not move its files */
  readonly blocks: ReadonlyMap<string, BlockMarks>;
}

interface HeightMarks {
  readonly markedAt: number;
  /** more was reported since */
  readonly waits: boolean;
}

interface BlockMarks extends ReportedBlockName {
  readonly reportedAt: number;
  /** null: not yet */
  readonly markedAt: number | null;
  readonly waits: boolean;
}

export const NOTHING_SCHEDULED: MarkSchedule = { heights: new Map(), blocks: new Map() };

/** What a pass found out. Times are ms by our clock. */
export interface MarkNews {
  readonly now: number;
  /** heights that are marked already because more than counts changed, and those of which only counts did */
  readonly changed: readonly Height[];
  readonly recounted: readonly Height[];
  /** blocks of which there are fresh reports */
  readonly reported: readonly ReportedBlockName[];
}

export interface ReportedBlockName {
  readonly hash: BlockHash;
  readonly height: Height;
}

export function scheduleMarks(schedule: MarkSchedule, { now, changed, recounted, reported }: MarkNews): MarkSchedule {
  const heights = new Map(schedule.heights);
  for (const height of recounted) {
    heights.set(height, { markedAt: heights.get(height)?.markedAt ?? Number.NEGATIVE_INFINITY, waits: true });
  }
  for (const height of changed) heights.set(height, { markedAt: now, waits: false });
  const blocks = new Map(schedule.blocks);
  for (const { hash, height } of reported) {
    const name = `${height}/${hash}`;
    blocks.set(name, { hash, height, reportedAt: now, markedAt: blocks.get(name)?.markedAt ?? null, waits: true });
  }
  return { heights, blocks };
}

/**
 * What is to be marked now, and what stays to be marked. Whatever has nothing to wait for any more is forgotten, so that
 * the schedule holds the blocks of the last minute and no more.
 *
 * @param majority the height most pools report; null: nobody reported any
 */
export function dueMarks(
  schedule: MarkSchedule,
  { now, majority }: { readonly now: number; readonly majority: Height | null },
): { readonly marks: readonly DocumentMark[]; readonly schedule: MarkSchedule } {
  const marks: DocumentMark[] = [];
  const heights = new Map<Height, HeightMarks>();
  for (const [height, waiting] of schedule.heights) {
    const isDue = waiting.waits && elapsedMs(waiting.markedAt, now) >= COUNTS_EVERY_MS;
    if (isDue) marks.push(markOf.competitive(height));
    const left = isDue ? { markedAt: now, waits: false } : waiting;
    if (left.waits || elapsedMs(left.markedAt, now) < COUNTS_EVERY_MS) heights.set(height, left);
  }
  const blocks = new Map<string, BlockMarks>();
  for (const [name, waiting] of schedule.blocks) {
    const isDue = waiting.waits && isBlockDue(waiting, { now, majority });
    if (isDue) marks.push(markOf.blockPropagation(waiting.hash, waiting.height));
    const left = isDue ? { ...waiting, markedAt: now, waits: false } : waiting;
    if (left.waits || elapsedMs(left.markedAt ?? now, now) < LATE_EVERY_MS) blocks.set(name, left);
  }
  return { marks, schedule: { heights, blocks } };
}

function isBlockDue(
  { height, reportedAt, markedAt }: BlockMarks,
  { now, majority }: { readonly now: number; readonly majority: Height | null },
): boolean {
  if (markedAt !== null) return elapsedMs(markedAt, now) >= LATE_EVERY_MS;
  return elapsedMs(reportedAt, now) >= QUIET_MS || (majority !== null && majority > height);
}

/** A clock that was set back has waited long enough: nobody knows how long it was. */
const elapsedMs = (since: number, now: number): number => (now < since ? Number.POSITIVE_INFINITY : now - since);
