import { rename, writeFile } from 'node:fs/promises';
import type { Point, Slot } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { dispositionOf, poolToolErrorIn } from '@pooltool/shared-utils/errors';
import type { Log } from '@pooltool/shared-utils/log';
import { ouraEnded, ouraPointsUnknown } from '../errors.ts';
import { backOffMs } from '../hand-over/keep-handing-over.ts';
import { askPoints } from './ask-points.ts';
import type { OuraFeed } from './feed.ts';
import { endOrphans } from './orphans.ts';
import { type OuraChild, type OuraEnd, startOura } from './oura-child.ts';
import { type FeedProgress, isStalled, progressed } from './progress.ts';

/** For the metrics and for /ready. */
export interface OuraState {
  readonly running: boolean;
  readonly syncSlot: Slot | null;
  /** in a row, without any progress in between */
  readonly failures: number;
  readonly stuckOn: string | null;
}

export interface SuperviseOura {
  readonly feed: OuraFeed;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** how often the consumer is asked how far it is */
  readonly pollMs: number;
  /** so long the consumer may stand still while the node goes on */
  readonly stallMs: number;
  /** slot of the node's tip; null when nobody can tell. Must not throw. */
  readonly nodeSlot: () => Promise<Slot | null>;
  readonly report: (state: OuraState) => void;
  readonly observeStart: () => void;
}

/**
 * Keeps one Oura running until aborted. It is always started where the consumer's database ends, never where a cursor of
 * its own says, so nothing is skipped whoever crashed. An Oura that ended, or under which the consumer stands still, is
 * started anew: that is also how the consumer has it rewound, by taking nothing (409) until it is where it should be.
 * @throws only what halts
 */
export async function superviseOura(parts: SuperviseOura): Promise<void> {
  const { clock, log, signal, report } = parts;
  const memory: Memory = { progress: null, moved: false, failures: 0 };
  while (!signal.aborted) {
    memory.moved = false;
    try {
      await endOrphans(parts);
      const points = await askPoints(parts);
      await runFrom(points, parts, memory);
    } catch (error) {
      if (signal.aborted) return;
      if (dispositionOf(error) === 'halt') throw error;
      memory.failures = memory.moved ? 1 : memory.failures + 1;
      const { failures } = memory;
      const delayMs = backOffMs(failures);
      const stuckOn = poolToolErrorIn(error)?.code ?? 'POOLTOOL_UNEXPECTED';
      report({ running: false, syncSlot: memory.progress?.syncSlot ?? null, failures, stuckOn });
      log.warn({ error, failures, delayMs }, 'oura.waits');
      await clock.waitMs(delayMs, signal).catch(() => {});
    }
  }
}

interface Memory {
  progress: FeedProgress | null;
  /** since the last start */
  moved: boolean;
  /** ends in a row without any progress */
  failures: number;
}

/** Runs until aborted. @throws POOLTOOL_OURA_ENDED or POOLTOOL_OURA_POINTS_UNKNOWN (both retry) */
async function runFrom(points: readonly Point[], parts: SuperviseOura, memory: Memory): Promise<never> {
  if (parts.feed.version === 2) {
    await writeCursor(parts.feed.cursorFile, points);
    throw endedError(await run([], parts, memory));
  }
  if (points.length === 0) throw endedError(await run([], parts, memory));
  for (const { slot, hash } of points) {
    const end = await run(['--cursor', `${slot},${hash}`], parts, memory);
    // Oura 1 says nothing but 0, at once, when the node does not know its point.
    if (end.code !== 0 || end.ranMs > FOUND_MS || memory.moved) throw endedError(end);
    parts.log.warn({ slot, hash }, 'oura.point-unknown');
  }
  throw ouraPointsUnknown({ details: { points: points.length } });
}

const FOUND_MS = 60_000;

const endedError = ({ says, ranMs, code }: OuraEnd) =>
  ouraEnded({ message: `Oura ended after ${Math.round(ranMs / 1000)} s: ${says}`, details: { code, ranMs } });

/** Newest first: Oura 2 begins at the first one that the node knows; with none, its [intersect] counts. */
async function writeCursor(file: string, points: readonly Point[]): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(points.map(({ slot, hash }) => [slot, hash])));
  await rename(`${file}.new`, file);
}

/** Runs Oura until it ends, or stands still and is ended. @throws the signal's reason, when it has ended */
async function run(args: readonly string[], parts: SuperviseOura, memory: Memory): Promise<OuraEnd> {
  const { feed, clock, log, signal, observeStart } = parts;
  const child = startOura({ feed, args, clock, log });
  observeStart();
  log.info({ ouraPid: child.pid, args }, 'oura.started');
  const over = new AbortController();
  void child.ended.then(() => over.abort());
  await watchProgress(child, parts, memory, AbortSignal.any([signal, over.signal]));
  if (signal.aborted) await child.stop();
  signal.throwIfAborted();
  return child.ended;
}

/** Until `until`, which is aborted when the child ended too; a child that brings nothing is stopped. */
async function watchProgress(
  child: OuraChild,
  parts: SuperviseOura,
  memory: Memory,
  until: AbortSignal,
): Promise<void> {
  const { clock, log, pollMs, stallMs, nodeSlot, report } = parts;
  // What came before this start is not held against it.
  memory.progress = memory.progress && { ...memory.progress, sinceMs: clock.now() };
  while (!until.aborted) {
    const syncSlot = await askPoints({ ...parts, signal: until }).then(
      (points) => points[0]?.slot ?? null,
      () => undefined,
    );
    if (until.aborted) return;
    if (syncSlot === undefined) {
      // Who does not answer cannot be told anything either: that is not Oura's fault.
      memory.progress = memory.progress && { ...memory.progress, sinceMs: clock.now() };
    } else {
      const before = memory.progress;
      memory.progress = progressed(before, syncSlot, clock.now());
      if (before !== null && before.syncSlot !== syncSlot) memory.moved = true;
      report({ running: true, syncSlot, failures: memory.moved ? 0 : memory.failures, stuckOn: null });
      if (isStalled(memory.progress, { nodeSlot: await nodeSlot(), nowMs: clock.now(), stallMs })) {
        log.error({ syncSlot, stallMs }, 'oura.stands-still');
        await child.stop();
        return;
      }
    }
    await clock.waitMs(pollMs, until).catch(() => {});
  }
}
