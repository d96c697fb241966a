import { randomUUID } from 'node:crypto';
import { preview } from '@pooltool/domain';
import { startDynamoDb, startTroubledLine } from '@pooltool/local-cloud';
import { openDynamoDb } from '@pooltool/shared-utils/aws';
import { systemClock } from '@pooltool/shared-utils/clock';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { createTestDatabase } from '@pooltool/store/testing';
import { ensureTables, openDynamoInbox } from '@pooltool/tip-inbox';
import { expect, onTestFinished, test } from 'vitest';
import { DATA, reportOf, startReporting } from './reporting.ts';

const TABLES = { itemTable: 'NewTips', feedTable: 'NewTipsFeed' } as const;

test('while DynamoDB is away reports are answered 503; all that were acknowledged reach the tip loop, in their order', async () => {
  const [database, server] = await Promise.all([createTestDatabase(), startDynamoDb()]);
  onTestFinished(() => database.close());
  onTestFinished(() => server.stop());
  const line = await startTroubledLine(server.url);
  onTestFinished(() => line.close());
  const connection = { region: 'us-west-2', endpoint: server.url, count: () => {} };
  const client = openDynamoDb(connection);
  onTestFinished(() => client.destroy());
  await ensureTables(client, TABLES);
  const parts = {
    ...TABLES,
    pool: database.pool,
    network: preview,
    clock: systemClock,
    itemIntervalMs: 0,
    randomId: randomUUID,
    onTrouble: () => {},
  };
  const inbox = openDynamoInbox({ ...parts, connection: { ...connection, endpoint: line.url } });
  onTestFinished(() => inbox.close());
  const { send, failures } = startReporting({ inbox });
  const sendNo = (blockNo: number) => send(reportOf({ ...DATA, blockNo }));

  expect(await sendNo(1)).toMatchObject({ status: 200 });
  line.goDown(1_000);
  expect(await sendNo(2)).toMatchObject({ status: 503, retryAfter: '2' });
  expect(failures).toMatchObject([{ code: 'POOLTOOL_AWS_UNREACHABLE' }]);
  line.mend();
  expect(await sendNo(3)).toMatchObject({ status: 200 });

  const loop = openDynamoInbox({ ...parts, connection });
  onTestFinished(() => loop.close());
  await loop.fetch(100);
  const taken = await inTransaction(database.pool, (tx) => loop.take(tx, 100));
  expect(taken.map(({ height }) => Number(height))).toEqual([1, 3]);
});
