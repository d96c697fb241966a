import type { Pool } from '@pooltool/shared-utils/pg';
import { createTestDatabase } from '@pooltool/store/testing';
import { onTestFinished } from 'vitest';
import { openPostgresInbox, type TipInbox } from '../src/index.ts';

/** One place where messages wait. Every inbox opened at it stands for a process of its own. */
export interface InboxPlace {
  readonly pool: Pool;
  open(): TipInbox;
}

export const PLACES: Readonly<Record<string, () => Promise<InboxPlace>>> = {
  PostgreSQL: async () => {
    const { pool } = await freshDatabase();
    return { pool, open: () => openPostgresInbox({ pool }) };
  },
};

async function freshDatabase() {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  return database;
}
