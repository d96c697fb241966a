import type { Height, Slot } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { type MarkSchedule, NOTHING_SCHEDULED } from './mark-schedule.ts';
import { type LastSample, majorityNow, readLastSample } from './take-sample.ts';

/**
 * What a pass leaves to the next one. A value: it counts when the pass is known to have committed. Nothing of it is truth: who
 * begins anew, because the daemon does or because a pass failed, has it from there, and marks again what is recent.
 */
export interface Memory {
  /** hash of our tip when held heights were looked at; null: not yet, or no chain */
  readonly tip: string | null;
  /** by height what our node has and had, of the last heights */
  readonly held: ReadonlyMap<Height, string>;
  /** elections are known to be Praos' from here on */
  readonly praosFrom: Slot | null;
  /** as of the last sample that had one */
  readonly majority: Height | null;
  /** null: there is none */
  readonly lastSample: LastSample | null;
  readonly schedule: MarkSchedule;
}

/** For a daemon that begins. */
export async function recall(tx: Transaction, now: number): Promise<Memory> {
  return {
    tip: null,
    held: new Map(),
    praosFrom: null,
    majority: await majorityNow(tx, now),
    lastSample: await readLastSample(tx),
    schedule: NOTHING_SCHEDULED,
  };
}
