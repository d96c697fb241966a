import { dispositionOf, poolToolErrorIn } from '@pooltool/shared-utils/errors';
import { diskFull, preparationFailed } from '../errors.ts';
import type { Bell } from '../spool/bell.ts';
import { refusalOf } from '../spool/refusal.ts';
import type { TakenDump } from '../spool/spool.ts';
import { isDiskFull } from '../watch/disk.ts';
import { type HandedOver, type HandOver, handOverDump, refuseDump } from './hand-over.ts';

/** How it goes: for the metrics and for /ready. */
export interface Progress {
  /** in a row; 0 when the last attempt went well */
  readonly failures: number;
  /** code of the last failure, null when there is none */
  readonly stuckOn: string | null;
}

export interface KeepHandingOver extends HandOver {
  readonly bell: Bell;
  /** how often the folder is looked at when nothing rings */
  readonly pollMs: number;
  readonly observe: (outcome: HandedOver) => void;
  readonly report: (progress: Progress) => void;
}

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/** 1 s, 2 s, 4 s … 60 s */
export const backOffMs = (failures: number): number =>
  Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 16));

/**
 * Hands dumps over as they come, by epoch ascending, until aborted. One that cannot be handed over now holds up those of
 * later epochs: each says what the one before prepared the ground for. Only one that this machine cannot make into files, time and
 * again, is set aside for those that wait behind it.
 * @throws only what halts
 */
export async function keepHandingOver(parts: KeepHandingOver): Promise<void> {
  const { clock, signal, log, report } = parts;
  const tries: Tries = new Map();
  let failures = 0;
  while (!signal.aborted) {
    try {
      await lookOnce(parts, tries);
      if (failures > 0) log.info({ failures }, 'ledger-dump.goes-on');
      failures = 0;
      report({ failures, stuckOn: null });
    } catch (error) {
      if (signal.aborted) return;
      if (dispositionOf(error) === 'halt') throw error;
      failures += 1;
      const delayMs = backOffMs(failures);
      const full = isDiskFull(error);
      report({ failures, stuckOn: full ? diskFull.code : (poolToolErrorIn(error)?.code ?? 'POOLTOOL_UNEXPECTED') });
      log.warn({ error, failures, delayMs, ...(full ? { diskFull: true } : {}) }, 'ledger-dump.waits');
      if (full) await makeRoom(parts);
      await clock.waitMs(delayMs, signal).catch(() => {});
    }
  }
}

/** Hands over the first dump that waits, or waits for one. */
async function lookOnce(parts: KeepHandingOver, tries: Tries): Promise<void> {
  const { spool, bell, pollMs, signal, observe } = parts;
  const wholeInMs = await spool.take();
  const [dump, ...behind] = await spool.waiting();
  if (dump === undefined) await bell.wait(Math.min(pollMs, wholeInMs ?? pollMs), signal);
  else observe(await handOverOrSetAside({ dump, behind }, parts, tries));
}

/** How often each dump could not be prepared, by its name. */
type Tries = Map<string, number>;

/** With the delays between them a quarter of an hour: what passes by itself has passed. */
export const MOST_TRIES = 20;

/**
 * A mistake of ours in preparing one dump must not keep every later epoch away. A disk without room is nobody's mistake, and all of them
 * need it. While nothing waits behind it, trying on costs nothing.
 */
async function handOverOrSetAside(
  { dump, behind }: { readonly dump: TakenDump; readonly behind: readonly TakenDump[] },
  parts: KeepHandingOver,
  tries: Tries,
): Promise<HandedOver> {
  try {
    const outcome = await handOverDump(dump, parts);
    tries.delete(dump.name);
    return outcome;
  } catch (error) {
    if (!preparationFailed.is(error) || isDiskFull(error)) throw error;
    const tried = (tries.get(dump.name) ?? 0) + 1;
    tries.set(dump.name, tried);
    if (tried < MOST_TRIES || behind.length === 0) throw error;
    tries.delete(dump.name);
    return refuseDump(dump, refusalOf(error), parts);
  }
}

/** What was handed over already is given up for what was not. */
async function makeRoom({ spool, log }: KeepHandingOver): Promise<void> {
  const removed = await spool.shrinkTo(0).catch((error: unknown) => {
    log.warn({ error }, 'spool.not-shrunk');
    return [];
  });
  if (removed.length > 0) log.warn({ removed }, 'spool.shrunk');
}
