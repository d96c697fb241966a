import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@pooltool/shared-utils/clock';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { dispositionOf } from '@pooltool/shared-utils/errors';
import { canonicalJson } from '@pooltool/shared-utils/json';
import type { Log } from '@pooltool/shared-utils/log';
import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';
import { documentKeyText, markedAmong, showsAlready, showsSomethingElse } from '@pooltool/store/client-writes';
import type { DrawnPart, Outcome, SharedWord } from './shared-word.ts';

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
  /** Undefined: nothing stands there. */
  show(subject: string, value: unknown): void;
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
 * somebody wrote that after it. What waits is looked at again once it was drawn.
 *
 * What is taken over as it stands is noted as drawn, so that the publisher does not write it again over what comes next.
 */
export function settling<Value>(word: SharedWord<Value>, parts: SettlingParts): Settling {
  const { pool, clock, log, caughtUp, observe } = parts;
  const shown = new Map<string, unknown>();
  const open = new Set<string>();

  const isWaiting = (marks: ReadonlySet<string>, subject: string) => marks.has(documentKeyText(word.markOf(subject)));

  async function settleSome(subjects: readonly string[]): Promise<void> {
    const { marks, truths } = await inTransaction(
      pool,
      async (tx) => ({
        marks: await markedAmong(tx, subjects.map(word.markOf)),
        truths: await word.read(tx, subjects),
      }),
      { isolation: 'repeatable read', readOnly: true },
    );
    await caughtUp();
    const failures: unknown[] = [];
    for (const subject of subjects) {
      const look = {
        subject,
        seen: shown.get(subject),
        truth: truths.get(subject),
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
    if (shown.get(subject) === seen) open.delete(subject);
    if (outcome === 'same') return;
    observe(word.name, outcome);
    // A user's id or a pool's is no secret. What was written may be anything, and is not logged.
    log.info({ word: word.name, subject, outcome }, 'client-write.taken');
  }

  async function outcomeOf({ subject, seen, truth, isWaiting: waits }: Look<Value>): Promise<Outcome> {
    if (seen === undefined && word.absence === 'says nothing') return 'same';
    const value = word.parse(seen);
    if (truth !== undefined && value !== null && word.same(value, truth)) return 'same';
    if (truth === undefined) return 'refused';
    if (waits) return 'waiting';
    try {
      return await taken({ subject, seen, truth, value });
    } catch (error) {
      // More names than are kept, for one: it says no to the value and not to the moment.
      if (value === null || dispositionOf(error) !== 'reject') throw error;
      return taken({ subject, seen, truth, value: null });
    }
  }

  function taken({
    subject,
    seen,
    truth,
    value,
  }: Omit<Look<Value>, 'isWaiting'> & { truth: Value; value: Value | null }) {
    return inTransaction(pool, async (tx): Promise<Outcome> => {
      const now = (await word.read(tx, [subject])).get(subject);
      const marks = await markedAmong(tx, [word.markOf(subject)]);
      if (marks.size > 0 || now === undefined || !word.same(now, truth)) return 'waiting';
      if (value !== null) await word.save(tx, subject, value, clock.now());
      await noteWhatIsShown(tx, subject, seen);
      return value === null ? 'refused' : 'saved';
    });
  }

  /** What was refused, or put in order before it was kept, is drawn over; what is kept as it stands is not. */
  async function noteWhatIsShown(tx: Transaction, subject: string, seen: unknown): Promise<void> {
    const truth = (await word.read(tx, [subject])).get(subject);
    if (truth === undefined) return;
    const { part, values } = word.drawn(subject, truth);
    const mark = word.markOf(subject);
    const key = { kind: mark.kind, subject: part === '' ? mark.subject : `${mark.subject}/${part}` };
    if (isDeepStrictEqual(seen, shownBy(values)))
      await showsAlready(tx, { key, hash: sha256Hex(canonicalJson(values)), now: new Date(clock.now()) });
    else await showsSomethingElse(tx, { key, mark });
  }

  return {
    name: word.name,
    show(subject, value) {
      // Of what is told again as it was, such as a pool whose blocks changed, there is nothing to settle.
      if (isDeepStrictEqual(shown.get(subject), value)) return;
      if (value === undefined) shown.delete(subject);
      else shown.set(subject, value);
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

/** What a drawn part looks like when it is read: of one path its value, of several a map by their last keys. */
function shownBy(values: DrawnPart['values']): unknown {
  const entries = Object.entries(values);
  const [only] = entries;
  if (entries.length === 1) return only?.[1] ?? undefined;
  return Object.fromEntries(entries.map(([path, value]) => [path.slice(path.lastIndexOf('/') + 1), value]));
}

interface Look<Value> {
  readonly subject: string;
  readonly seen: unknown;
  readonly truth: Value | undefined;
  readonly isWaiting: boolean;
}
