import { type Epoch, epoch } from '@pooltool/domain';
import type { NewestDump } from '../spool/spool.ts';

export interface Situation {
  /** of the node's chain */
  readonly nodeEpoch: Epoch;
  /** by the calendar */
  readonly calendarEpoch: Epoch;
  /** of the greatest epoch, and of that the last; null when there is none */
  readonly newest: NewestDump | null;
  readonly nowMs: number;
  /** how long after a dump another one of the same epoch is worth having; 0 never */
  readonly againAfterMs: number;
  /** the spool is at its limit */
  readonly spoolFull: boolean;
}

export type Plan =
  | { readonly does: 'nothing' }
  /** the node is more than an epoch behind the clock: what it passes on its way is old, and nobody waits for it */
  | { readonly does: 'wait-for-node' }
  /** `missed`: epochs since the newest dump of which there is none and will be none, ascending; the last ones */
  | { readonly does: 'take'; readonly first: boolean; readonly missed: readonly Epoch[] };

const MOST_MISSED_TOLD = 100;

/** Whether to ask the node for its ledger state. The first dump of each epoch counts; any later one may be left out. */
export function planOf(situation: Situation): Plan {
  const { nodeEpoch, calendarEpoch, newest, nowMs, againAfterMs, spoolFull } = situation;
  if (newest !== null && newest.epoch > nodeEpoch) return { does: 'nothing' };
  if (newest !== null && newest.epoch === nodeEpoch) {
    const due = againAfterMs > 0 && nowMs - newest.takenAtMs >= againAfterMs;
    return due && !spoolFull ? { does: 'take', first: false, missed: [] } : { does: 'nothing' };
  }
  if (calendarEpoch - nodeEpoch > 1) return { does: 'wait-for-node' };
  return { does: 'take', first: true, missed: newest === null ? [] : between(newest.epoch, nodeEpoch) };
}

/** Those that lie between. */
export function between(before: number, after: Epoch): Epoch[] {
  const all: Epoch[] = [];
  for (let one = before + 1; one < after; one += 1) all.push(epoch(one));
  return all.slice(-MOST_MISSED_TOLD);
}
