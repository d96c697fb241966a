import { type Epoch, epochAtTime, epochStartMs, type Network, unixMs } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { dispositionOf, poolToolErrorIn } from '@pooltool/shared-utils/errors';
import type { Log } from '@pooltool/shared-utils/log';
import { ledgerSourceFailed, spoolFull } from '../errors.ts';
import { backOffMs } from '../hand-over/keep-handing-over.ts';
import type { Bell } from '../spool/bell.ts';
import { type EpochNote, writeEpochNote } from './epoch-notes.ts';
import type { EpochTeller, LedgerSource } from './ledger-source.ts';
import { between, planOf } from './plan.ts';
import { type TakeDump, takeDump } from './take-dump.ts';

/** How the watch goes: for the metrics and for /ready. */
export interface WatchState {
  readonly nodeEpoch: Epoch | null;
  readonly newestDump: Epoch | null;
  /** in a row; 0 when the last look went well */
  readonly failures: number;
  /** code of the last failure, POOLTOOL_SPOOL_FULL while the spool is, null when all is well */
  readonly stuckOn: string | null;
  readonly usedBytes: number;
}

/** Things that happened, to be counted. */
export type WatchEvent =
  | { readonly what: 'taken'; readonly first: boolean; readonly lateMs: number }
  | { readonly what: 'failed' }
  | { readonly what: 'missed'; readonly epochs: number };

export interface WatchEpochs extends Omit<TakeDump, 'source'> {
  readonly teller: EpochTeller;
  /** null: somebody else drops dumps into the folder, and only their absence is told */
  readonly source: LedgerSource | null;
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  /** rung when a dump was taken */
  readonly bell: Bell;
  readonly pollMs: number;
  readonly againAfterMs: number;
  readonly spoolMaxBytes: number;
  readonly report: (state: WatchState) => void;
  readonly observe: (event: WatchEvent) => void;
}

/** Looks at the node again and again until aborted, and sees to it that of each epoch there is a dump. @throws only what halts */
export async function watchEpochs(parts: WatchEpochs): Promise<void> {
  const { clock, signal, log, report, observe, pollMs } = parts;
  const memory: Memory = { noticed: null, nodeEpoch: null, newestDump: null, usedBytes: 0 };
  let failures = 0;
  while (!signal.aborted) {
    let delayMs = pollMs;
    try {
      const stuckOn = await lookOnce(parts, memory);
      if (failures > 0) log.info({ failures }, 'epoch-watch.goes-on');
      failures = 0;
      report({ ...memory, failures, stuckOn });
    } catch (error) {
      if (signal.aborted) return;
      if (dispositionOf(error) === 'halt') throw error;
      failures += 1;
      delayMs = Math.max(pollMs, backOffMs(failures));
      observe({ what: 'failed' });
      report({ ...memory, failures, stuckOn: poolToolErrorIn(error)?.code ?? 'POOLTOOL_UNEXPECTED' });
      log.warn({ error, failures, delayMs }, 'epoch-watch.waits');
    }
    await clock.waitMs(delayMs, signal).catch(() => {});
  }
}

/** What the last looks left behind. */
interface Memory {
  noticed: Noticed | null;
  nodeEpoch: Epoch | null;
  newestDump: Epoch | null;
  usedBytes: number;
}

interface Noticed {
  readonly epoch: Epoch;
  readonly atMs: number;
  attempts: number;
  /** first dumps of the epoch; more than one when those before could not be read to their end */
  taken: number;
  takenAtMs: number;
}

const FIRST_AGAIN_MS = 10_000;
const LONGEST_AGAIN_MS = 3_600_000;

/** What was taken was refused, for it was cut short: the node is asked again, but later each time. A clock that went back holds up nothing. */
function isTooSoon({ noticed }: Memory, { nodeEpoch, nowMs }: Pick<Take, 'nodeEpoch' | 'nowMs'>): boolean {
  if (noticed?.epoch !== nodeEpoch || noticed.taken === 0) return false;
  const againMs = Math.min(LONGEST_AGAIN_MS, FIRST_AGAIN_MS * 4 ** (noticed.taken - 1));
  const sinceMs = nowMs - noticed.takenAtMs;
  return sinceMs >= 0 && sinceMs < againMs;
}

/** Answers POOLTOOL_SPOOL_FULL when it is, POOLTOOL_LEDGER_SOURCE_FAILED while it waits after a dump that was cut short. */
async function lookOnce(parts: WatchEpochs, memory: Memory): Promise<string | null> {
  const { spool, teller, clock, network, log, signal, againAfterMs, spoolMaxBytes } = parts;
  memory.usedBytes = await spool.usedBytes();
  if (memory.usedBytes > spoolMaxBytes) {
    const removed = await spool.shrinkTo(spoolMaxBytes);
    if (removed.length > 0) log.warn({ removed, spoolMaxBytes }, 'spool.shrunk');
    memory.usedBytes = await spool.usedBytes();
  }
  const full = memory.usedBytes > spoolMaxBytes;
  const newest = await spool.newest();
  memory.newestDump = newest?.epoch ?? null;
  const nodeEpoch = await teller.epoch(signal);
  memory.nodeEpoch = nodeEpoch;
  const nowMs = clock.now();
  const calendarEpoch = epochAtTime(network, unixMs(nowMs));
  const plan = planOf({ nodeEpoch, calendarEpoch, newest, nowMs, againAfterMs, spoolFull: full });
  if (plan.does === 'take' && plan.first && isTooSoon(memory, { nodeEpoch, nowMs })) return ledgerSourceFailed.code;
  if (plan.does === 'take') await take({ nodeEpoch, nowMs, first: plan.first, missed: plan.missed }, parts, memory);
  return full ? spoolFull.code : null;
}

interface Take {
  readonly nodeEpoch: Epoch;
  readonly nowMs: number;
  readonly first: boolean;
  readonly missed: readonly Epoch[];
}

/** A dump job may take its time before its absence is a failure: an hour, or a part of a short epoch. */
const DUMP_JOB_PATIENCE_MS = 3_600_000;
const PATIENT_PART = 1 / 4;

/**
 * Where a dump job is to drop them: it is overdue when it did so until the epoch before. A chain that ended, or a demo's
 * that runs in its own time, is nobody's failure.
 */
function demandFromDumpJob({ nodeEpoch, nowMs }: Take, { network, folder }: WatchEpochs, { newestDump }: Memory): void {
  const beganMs = epochStartMs(network, nodeEpoch);
  const epochMs = network.epochLength * network.slotLengthMs;
  const patienceMs = Math.min(DUMP_JOB_PATIENCE_MS, epochMs * PATIENT_PART);
  if (newestDump !== nodeEpoch - 1 || nowMs - beganMs < patienceMs) return;
  throw ledgerSourceFailed({
    message: `no dump of epoch ${nodeEpoch}, which began at ${iso(beganMs)}, has appeared in ${folder}`,
  });
}

async function take(order: Take, parts: WatchEpochs, memory: Memory): Promise<void> {
  const { nodeEpoch, nowMs, first, missed } = order;
  const { source, network, log, clock, bell, observe } = parts;
  if (source === null) return demandFromDumpJob(order, parts, memory);
  const beganMs = epochStartMs(network, nodeEpoch);
  if (memory.noticed?.epoch !== nodeEpoch) {
    memory.noticed = { epoch: nodeEpoch, atMs: nowMs, attempts: 0, taken: 0, takenAtMs: nowMs };
    log.info({ epoch: nodeEpoch, lateMs: nowMs - beganMs, first }, 'epoch-watch.epoch-began');
    tellMissed(missed, parts);
  }
  const { noticed } = memory;
  noticed.attempts += 1;
  const note = (state: EpochNote['state'], lastFailure: string | null = null, of = nodeEpoch) =>
    keepNote(parts, {
      ...{ epoch: of, state, source: source.name, attempts: noticed.attempts, lastFailure },
      ...{ began: iso(epochStartMs(network, of)), noticed: iso(noticed.atMs), written: iso(clock.now()) },
    });
  await note('asked');
  try {
    const { epoch, bytes } = await takeDump(nodeEpoch, { ...parts, source });
    const lateMs = clock.now() - epochStartMs(network, epoch);
    // The node passed into a later epoch while it was asked.
    if (first) tellMissed(between(nodeEpoch - 1, epoch), parts);
    const firstOfIts = first || epoch !== nodeEpoch;
    memory.newestDump = epoch;
    if (first) noticed.taken += 1;
    noticed.takenAtMs = clock.now();
    bell.ring();
    observe({ what: 'taken', first: firstOfIts, lateMs });
    log.info(
      { epoch, bytes, lateMs, first: firstOfIts, attempts: noticed.attempts, source: source.name },
      'epoch-watch.dump-taken',
    );
    if (epoch !== nodeEpoch) await note('missed');
    await note('taken', null, epoch);
  } catch (error) {
    await note('waits', failureText(error));
    throw error;
  }
}

/** Their stake comes as set and go of a later one; what only a dump of their own told does not come any more. */
function tellMissed(epochs: readonly Epoch[], { log, observe }: Pick<WatchEpochs, 'log' | 'observe'>): void {
  if (epochs.length === 0) return;
  log.error({ epochs }, 'epoch-watch.epochs-missed');
  observe({ what: 'missed', epochs: epochs.length });
}

/** A note that cannot be written (a full disk) stops nothing. */
const keepNote = ({ folder, log }: WatchEpochs, note: EpochNote): Promise<void> =>
  writeEpochNote(folder, note).catch((error: unknown) =>
    log.warn({ error, epoch: note.epoch }, 'epoch-watch.note-lost'),
  );

function failureText(error: unknown): string {
  const known = poolToolErrorIn(error);
  return known === undefined ? String(error) : `${known.code} ${known.message}`;
}

const iso = (ms: number): string => new Date(ms).toISOString();
