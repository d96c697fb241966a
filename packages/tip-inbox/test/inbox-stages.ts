import { randomUUID } from 'node:crypto';
import { mainnet } from '@pooltool/domain';
import { startDynamoDb } from '@pooltool/local-cloud';
import { openDynamoDb } from '@pooltool/shared-utils/aws';
import { systemClock } from '@pooltool/shared-utils/clock';
import type { Pool } from '@pooltool/shared-utils/pg';
import { createTestDatabase } from '@pooltool/store/testing';
import { onTestFinished } from 'vitest';
import { ensureTables, openDynamoInbox, openPostgresInbox, type TipInbox } from '../src/index.ts';

/** One place where messages wait. Every inbox opened at it stands for a process of its own. */
export interface InboxPlace {
  readonly pool: Pool;
  open(): TipInbox;
}

export const TABLES = { itemTable: 'NewTips', feedTable: 'NewTipsFeed' } as const;

export const PLACES: Readonly<Record<string, () => Promise<InboxPlace>>> = {
  PostgreSQL: async () => {
    const pool = await freshDatabase();
    return { pool, open: () => openPostgresInbox({ pool }) };
  },
  DynamoDB: async () => {
    const [pool, url] = await Promise.all([freshDatabase(), freshTables()]);
    return { pool, open: () => dynamoInboxAt(url, pool) };
  },
};

export async function freshDatabase(): Promise<Pool> {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  return database.pool;
}

export const connectionTo = (endpoint: string) => ({ endpoint, region: 'us-west-2', count: () => {} });

/** @returns where a DynamoDB listens that has the tables */
export async function freshTables(): Promise<string> {
  const server = await startDynamoDb();
  onTestFinished(() => server.stop());
  const client = openDynamoDb(connectionTo(server.url));
  onTestFinished(() => client.destroy());
  await ensureTables(client, TABLES);
  return server.url;
}

/** Trouble with the items of the old form fails the test, unless it says otherwise. */
export function dynamoInboxAt(
  url: string,
  pool: Pool,
  more: Partial<Parameters<typeof openDynamoInbox>[0]> = {},
): TipInbox {
  const troubles: unknown[] = [];
  const inbox = openDynamoInbox({
    ...TABLES,
    connection: connectionTo(url),
    pool,
    network: mainnet,
    clock: systemClock,
    itemIntervalMs: 0,
    randomId: randomUUID,
    onTrouble: (error) => void troubles.push(error),
    ...more,
  });
  onTestFinished(async () => {
    await inbox.close();
    if (troubles.length > 0) throw new AggregateError(troubles, 'the inbox told of trouble');
  });
  return inbox;
}
