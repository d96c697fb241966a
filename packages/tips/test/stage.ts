import { type Contest, type Height, height, slot, slotStartMs, type TipMessage } from '@pooltool/domain';
import { type ManualClock, manualClock } from '@pooltool/shared-utils/clock';
import type { Pool, Transaction } from '@pooltool/shared-utils/pg';
import { readContests } from '@pooltool/store/battles';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { openPostgresInbox, type TipInbox } from '@pooltool/tip-inbox';
import { type PassTaken, tipPasses } from '../src/tip-pass.ts';
import { tipNetwork } from './small-tips.ts';

/** A loop's passes on a database of this file's own, run by hand, and a clock that stands still. */
export interface Stage {
  readonly database: TestDatabase;
  readonly pool: Pool;
  /** another one after each `clear` */
  readonly clock: ManualClock;
  readonly inbox: TipInbox;
  put(...messages: readonly TipMessage[]): Promise<void>;
  pass(): Promise<PassTaken>;
  /** as after a kill: what was in memory is gone */
  restart(): void;
  contest(at: number): Promise<Contest | undefined>;
  /** kinds and subjects, sorted, and forgets them */
  marks(): Promise<readonly string[]>;
  /** statements of the last pass, the COMMIT included */
  statements(): number;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** The start of slot 30,500. */
export const NOW = slotStartMs(tipNetwork, slot(30_500));

const TABLES = [
  'tip_inbox',
  'reporter',
  'reported_block',
  'reported_header',
  'judged_height',
  'sync_sample',
  'document_mark',
  'block',
  'undone_block',
  'sync_point',
  'propagation_epoch',
  'epoch_nonce',
  'vrf_key',
  'snapshot_epoch',
];

export async function openStage(): Promise<Stage> {
  const database = await createTestDatabase();
  const { pool } = database;
  let clock = manualClock(NOW);
  const inbox = openPostgresInbox({ pool });
  let statements = 0;
  const counted = new WeakSet<Transaction>();
  const counting: TipInbox = {
    ...inbox,
    take: async (tx, limit) => {
      if (!counted.has(tx)) {
        counted.add(tx);
        statements = 0;
        countStatements(tx, () => {
          statements += 1;
        });
      }
      return inbox.take(tx, limit);
    },
  };
  const begin = () => tipPasses({ pool, inbox: counting, network: tipNetwork, clock });
  let passes = begin();
  return {
    database,
    pool,
    get clock() {
      return clock;
    },
    inbox,
    put: (...messages) => inbox.put(messages),
    pass: () => passes.pass(),
    restart: () => {
      passes = begin();
    },
    contest: async (at) => {
      const asked: Height = height(at);
      return (await readContests(pool, [asked])).get(asked);
    },
    marks: async () => {
      const { rows } = await pool.query<{ mark: string }>(
        `with gone as (delete from document_mark returning kind, subject)
         select kind || ' ' || subject as mark from gone`,
      );
      return rows.map(({ mark }) => mark).sort();
    },
    statements: () => statements,
    clear: async () => {
      // Of tables that are nearly empty, TRUNCATE takes ten times as long.
      await pool.query(
        `${TABLES.map((table) => `delete from ${table};`).join('')} update settled_height set height = -1`,
      );
      clock = manualClock(NOW);
      passes = begin();
    },
    close: () => database.close(),
  };
}

/** A transaction is a plain object whose statements all go through `query`. */
function countStatements(tx: Transaction, onStatement: () => void): void {
  const { query } = tx;
  const counted: Transaction['query'] = (statement, values) => {
    onStatement();
    return query(statement, values);
  };
  Object.defineProperty(tx, 'query', { value: counted });
}
