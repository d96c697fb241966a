import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@pooltool/shared-utils/clock';
import { dispositionOf } from '@pooltool/shared-utils/errors';
import type { Log } from '@pooltool/shared-utils/log';
import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';
import {
  documentKeyText,
  markedAmong,
  type ShownLast,
  shownLast,
  showsAlready,
  showsSomethingElse,
} from '@pooltool/store/client-writes';
import type { Outcome, SharedWord } from './shared-word.ts';
import { hashOf, valuesShown } from './values-shown.ts';

const SUBJECTS_AT_ONCE = 200;

export interface SettlingParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  /** resolves when all that was written to Firebase by now was told */
  readonly caughtUp: () => Promise<void>;
  readonly observe: (word: string, outcome: Outcome) => void;
}

/** What Firebase shows of one word, and which of it was not looked at since it changed. */
export interface Settling {
  readonly name: string;
  /**
   * @param value undefined: nothing stands there
   * @param writtenNow it was written just now, and did not stand there for nobody knows how long
   */
  show(subject: string, value: unknown, writtenNow: boolean): void;
  /** Has it settled though nothing was told of it. */
  lookAt(subject: string): void;
  /** How many are not settled. */
  readonly open: () => number;
  /** Settles what is open, as far as that can be by now; the rest stays open. */
  settle(): Promise<void>;
}

/**
 * Takes over what clients wrote and leaves alone what the publisher drew. They are told apart by order: first PostgreSQL is asked what is true
 * and what waits to be drawn, then Firebase for all it has by then. What did not wait, Firebase had been given; if it shows something else,
 * somebody wrote that after it. Where the truth waits to be drawn and Firebase shows something else than was drawn last, somebody wrote that
 * too: it is taken over if it was told after the truth changed. Otherwise, and while the part is being written, it is looked at again later.
 *
 * What is taken over as it stands is noted as drawn, so that the publisher does not write it again over what comes next.
 */
export function settling<Value>(word: SharedWord<Value>, parts: SettlingParts): Settling {
  const { pool, clock, log, caughtUp, observe } = parts;
  const shown = new Map<string, unknown>();
  const open = new Set<string>();
  /** when what is shown was written, unix milliseconds, as far as we were there */
  const writtenAt = new Map<string, number>();

  const isWaiting = (marks: ReadonlySet<string>, subject: string) => marks.has(documentKeyText(word.markOf(subject)));

  async function settleSome(subjects: readonly string[]): Promise<void> {
    const { marks, truths, last } = await inTransaction(
      pool,
      async (tx) => {
        const truths = await word.read(tx, subjects);
        const keys = [...truths].map(([subject, truth]) => keyOf(subject, truth));
        return {
          marks: await markedAmong(tx, subjects.map(word.markOf)),
          truths,
          last: await shownLast(tx, keys, { held: false }),
        };
      },
      { isolation: 'repeatable read', readOnly: true },
    );
    await caughtUp();
    const failures: unknown[] = [];
    for (const subject of subjects) {
      const truth = truths.get(subject);
      const look = {
        subject,
        seen: shown.get(subject),
        writtenAt: writtenAt.get(subject),
        truth,
        last: truth === undefined ? undefined : last.get(documentKeyText(keyOf(subject, truth))),
        isWaiting: isWaiting(marks, subject),
      };
      try {
        settled(look, await outcomeOf(look));
      } catch (error) {
        failures.push(error);
      }
    }
    // One that cannot be settled keeps no other from it, and stays open.
    if (failures.length > 0) throw failures[0];
  }

  function settled({ subject, seen }: Look<Value>, outcome: Outcome): void {
    if (outcome === 'waiting') return;
    if (shown.get(subject) === seen) {
      open.delete(subject);
      writtenAt.delete(subject);
    }
    if (outcome === 'same') return;
    observe(word.name, outcome);
    // A user's id or a pool's is no secret. What was written may be anything, and is not logged.
    log.info({ word: word.name, subject, outcome }, 'client-write.taken');
  }

  async function outcomeOf(look: Look<Value>): Promise<Outcome> {
    const { seen, truth } = look;
    if (seen === undefined && word.absence === 'says nothing') return 'same';
    const value = word.parse(seen);
    if (truth !== undefined && value !== null && word.same(value, truth)) return 'same';
    if (truth === undefined) return 'refused';
    if (look.isWaiting && look.writtenAt === undefined) return 'waiting';
    try {
      return await taken({ ...look, truth, value });
    } catch (error) {
      // More names than are kept, for one: it says no to the value and not to the moment.
      if (value === null || dispositionOf(error) !== 'reject') throw error;
      return taken({ ...look, truth, value: null });
    }
  }

  function taken(look: Look<Value> & { truth: Value; value: Value | null }) {
    const { subject, seen, truth, value } = look;
    const key = keyOf(subject, truth);
    return inTransaction(pool, async (tx): Promise<Outcome> => {
      const last = (await shownLast(tx, [key], { held: true })).get(documentKeyText(key));
      const now = (await word.read(tx, [subject])).get(subject);
      if (now === undefined || !word.same(now, truth)) return 'waiting';
      const waits = look.isWaiting || (await markedAmong(tx, [word.markOf(subject)])).size > 0;
      if (waits && (value === null || !isDeepStrictEqual(last, look.last) || !(await isLater(tx, look))))
        return 'waiting';
      // As of when it was written: what is written after it is later, also if it is told before this is saved.
      if (value !== null || word.refusedIsWipedOut)
        await word.save(tx, subject, value ?? truth, look.writtenAt ?? clock.now());
      await noteWhatIsShown(tx, subject, seen);
      return value === null ? 'refused' : 'saved';
    });
  }

  /** Whether somebody wrote what is seen over what was drawn last, and after the truth changed that waits to be drawn. */
  async function isLater(
    tx: Transaction,
    { subject, seen, truth, last, writtenAt: at }: Look<Value> & { truth: Value },
  ) {
    if (last === undefined || last.hash === hashOf(valuesShown(word.drawn(subject, truth).values, seen))) return false;
    const changedAt = await word.changedAt(tx, subject);
    return changedAt !== null && at !== undefined && at > changedAt;
  }

  function keyOf(subject: string, truth: Value) {
    const { part } = word.drawn(subject, truth);
    const mark = word.markOf(subject);
    return { kind: mark.kind, subject: part === '' ? mark.subject : `${mark.subject}/${part}` };
  }

  /** What was refused, or put in order before it was kept, is drawn over; what is kept as it stands is not. */
  async function noteWhatIsShown(tx: Transaction, subject: string, seen: unknown): Promise<void> {
    const truth = (await word.read(tx, [subject])).get(subject);
    if (truth === undefined) return;
    const { values } = word.drawn(subject, truth);
    const hash = hashOf(valuesShown(values, seen));
    const part = { key: keyOf(subject, truth), hash, now: new Date(clock.now()) };
    if (hash === hashOf(values)) await showsAlready(tx, part);
    else await showsSomethingElse(tx, { ...part, mark: word.markOf(subject) });
  }

  return {
    name: word.name,
    show(subject, value, writtenNow) {
      // Of what is told again as it was, such as a pool whose blocks changed, there is nothing to settle.
      if (isDeepStrictEqual(shown.get(subject), value)) return;
      if (value === undefined) shown.delete(subject);
      else shown.set(subject, value);
      // Of two that are told within a millisecond the later one is later.
      if (writtenNow) writtenAt.set(subject, Math.max(clock.now(), (writtenAt.get(subject) ?? 0) + 1));
      else writtenAt.delete(subject);
      open.add(subject);
    },
    lookAt: (subject) => {
      open.add(subject);
    },
    open: () => open.size,
    async settle() {
      const subjects = [...open];
      for (let from = 0; from < subjects.length; from += SUBJECTS_AT_ONCE) {
        await settleSome(subjects.slice(from, from + SUBJECTS_AT_ONCE));
      }
    },
  };
}

interface Look<Value> {
  readonly subject: string;
  readonly seen: unknown;
  /** undefined: we were not there, or not sure */
  readonly writtenAt: number | undefined;
  readonly truth: Value | undefined;
  /** what was drawn last, before Firebase was asked for all it has; undefined while it is being written */
  readonly last: ShownLast | undefined;
  readonly isWaiting: boolean;
}
