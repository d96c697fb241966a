import {
  type DocumentMark,
  type Epoch,
  epoch,
  epochAtTime,
  epochOfSlot,
  epochSlotOf,
  type Height,
  markOf,
  type Network,
  type SyncFigures,
  syncFigures,
  syncShare,
  type Tip,
  type UnixMs,
  unixMs,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import {
  dropSyncSamplesAfter,
  pruneSyncSamples,
  readReporterStates,
  readSyncSamples,
  saveSyncSample,
} from '@pooltool/store';

const EVERY_MS = 15_000;
/** Behind the epoch of now: what is older goes, once its file is drawn. */
const KEPT_EPOCHS = 2;

/** When the last sample was taken, and of which epoch. */
export interface LastSample {
  readonly at: UnixMs;
  readonly epoch: Epoch;
}

/** Samples stand at whole quarters of a minute of the clock, so that a restart neither doubles nor moves them. */
export const quarterOf = (now: number): UnixMs => unixMs(now - (now % EVERY_MS));

/** Also when the clock was set back: else there would be none until it is as late as it was. */
export const isSampleDue = (last: LastSample | null, now: number): boolean => last?.at !== quarterOf(now);

export async function readLastSample(tx: Transaction): Promise<LastSample | null> {
  const [last] = await readSyncSamples(tx, { limit: 1 });
  return last === undefined ? null : { at: last.at, epoch: last.epoch };
}

/** The height most pools reported in the last hour; null: nobody did. */
export async function majorityNow(tx: Transaction, now: number): Promise<Height | null> {
  return syncShare(await readReporterStates(tx), unixMs(now)).majorityHeight;
}

export interface SampleTaken {
  readonly last: LastSample;
  readonly majority: Height | null;
  readonly marks: readonly DocumentMark[];
}

/**
 * Writes how the network stands now. An epoch that is over has its file drawn, and when it is, its samples go; so do those
 * that a clock which ran ahead left in the future, where they would be the newest for as long.
 */
export async function takeSample(tx: Transaction, { network, tip, now, last: had }: SampleAsked): Promise<SampleTaken> {
  const share = syncShare(await readReporterStates(tx), unixMs(now));
  const taken = { at: quarterOf(now), epoch: epochAtTime(network, unixMs(now)) };
  const isSetBack = had !== null && had.at > taken.at;
  if (isSetBack) await dropSyncSamplesAfter(tx, taken.at);
  const last = isSetBack ? await readLastSample(tx) : had;
  await saveSyncSample(tx, { ...taken, figures: syncFigures(share, chainFigures(network, tip), unixMs(now)) });
  const isNewEpoch = last !== null && last.epoch !== taken.epoch;
  const oldest = taken.epoch - KEPT_EPOCHS;
  if (oldest > 0 && (last === null || isNewEpoch)) await pruneSyncSamples(tx, epoch(oldest));
  return {
    last: taken,
    majority: share.majorityHeight,
    marks: [markOf.syncData(), markOf.reporterHeights(), ...(isNewEpoch ? [markOf.epochSyncData(last.epoch)] : [])],
  };
}

export interface SampleAsked {
  readonly network: Network;
  readonly tip: Tip | null;
  readonly now: number;
  readonly last: LastSample | null;
}

const chainFigures = (network: Network, tip: Tip | null): SyncFigures['chain'] =>
  tip && {
    epoch: epochOfSlot(network, tip.slot),
    epochSlot: epochSlotOf(network, tip.slot),
    height: tip.height,
  };
