import { type Network, slotAtTime, slot as slotOf, slotStartMs, unixMs } from '@pooltool/domain';
import type { BlockMinute } from '@pooltool/store/console';
import { meanGapMs } from './chain.ts';

export const CHART_MINUTES = 60;
const MINUTE_MS = 60_000;

/** Blocks per minute by the times of their slots, ready to be drawn. */
export interface BlocksPart {
  /** `now`: the last hour; `tip`: the hour of the chain's own time before a tip that lies further back */
  readonly endsAt: 'now' | 'tip';
  readonly startMs: number;
  /** one for each minute, oldest first; the last one may be under way */
  readonly blocks: readonly number[];
  readonly transactions: readonly number[];
  /** what the chain makes per minute on average when every pool is up */
  readonly expected: number;
}

/** Which slots to count: whole minutes, so that a bar once full stays as it is. */
export interface BlockWindow {
  readonly endsAt: 'now' | 'tip';
  readonly startMs: number;
  readonly firstSlot: number;
  readonly slotsPerMinute: number;
  readonly minutes: number;
}

export function blockWindow(network: Network, tipSlot: number, nowMs: number): BlockWindow {
  const tipMs = slotStartMs(network, slotOf(tipSlot));
  const endsAt = nowMs - tipMs < CHART_MINUTES * MINUTE_MS ? 'now' : 'tip';
  const endMs = endsAt === 'now' ? Math.max(nowMs, tipMs) : tipMs;
  const lastMinuteMs = Math.floor(endMs / MINUTE_MS) * MINUTE_MS;
  const startMs = Math.max(lastMinuteMs - (CHART_MINUTES - 1) * MINUTE_MS, network.systemStartMs);
  return {
    endsAt,
    startMs,
    firstSlot: slotAtTime(network, unixMs(startMs)),
    slotsPerMinute: MINUTE_MS / network.slotLengthMs,
    // A network younger than the window has fewer minutes to show, not empty ones in the future.
    minutes: Math.ceil((lastMinuteMs + MINUTE_MS - startMs) / MINUTE_MS),
  };
}

export function blocksPart(
  network: Network,
  { endsAt, startMs, minutes }: BlockWindow,
  rows: readonly BlockMinute[],
): BlocksPart {
  const of = (count: (row: BlockMinute) => number): number[] => {
    const filled = new Array<number>(minutes).fill(0);
    for (const row of rows) filled[row.minute] = count(row);
    return filled;
  };
  return {
    endsAt,
    startMs,
    blocks: of(({ blocks }) => blocks),
    transactions: of(({ transactions }) => transactions),
    expected: MINUTE_MS / meanGapMs(network),
  };
}
