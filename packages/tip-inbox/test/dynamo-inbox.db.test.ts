import { DeleteItemCommand, DeleteTableCommand, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { mainnet, nodeName, poolId, unixMs } from '@pooltool/domain';
import { openDynamoDb } from '@pooltool/shared-utils/aws';
import { manualClock } from '@pooltool/shared-utils/clock';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { expect, onTestFinished, test } from 'vitest';
import { ensureTables, openTipInbox, type TipInboxConfig } from '../src/index.ts';
import { connectionTo, dynamoInboxAt, freshDatabase, freshTables, TABLES } from './inbox-stages.ts';
import { messageNo, numbersOf } from './messages.ts';

const NOW = 1_700_000_000_000;

async function stage() {
  const [pool, url] = await Promise.all([freshDatabase(), freshTables()]);
  const client = openDynamoDb(connectionTo(url));
  onTestFinished(() => client.destroy());
  return { pool, url, client };
}

const takeAll = async ({ pool, url }: Awaited<ReturnType<typeof stage>>, clock = manualClock(NOW)) => {
  const reader = dynamoInboxAt(url, pool, { clock });
  await reader.fetch(1_000);
  return inTransaction(pool, async (tx) => numbersOf(await reader.take(tx, 1_000)));
};

test("a reporter's item is its last tip, written once an interval, whatever comes between", async () => {
  const { pool, url, client } = await stage();
  const clock = manualClock(NOW);
  const writes: number[] = [];
  const inbox = dynamoInboxAt(url, pool, {
    clock,
    itemIntervalMs: 15_000,
    connection: {
      ...connectionTo(url),
      count: (operation, _bytes, count = 1) => void (operation === 'dynamodb_write' && writes.push(count)),
    },
  });
  const reporter = { pool: poolId('0a'.repeat(28)), node: nodeName('relay') };
  const lastTip = async () => {
    const Key = { id: { S: `${reporter.pool}#relay` } };
    const { Item } = await client.send(new GetItemCommand({ TableName: TABLES.itemTable, Key, ConsistentRead: true }));
    return Item?.['mytip']?.N;
  };
  for (const no of [1, 2, 3]) await inbox.put([messageNo(no, { reporter })]);
  await expect.poll(lastTip).toBe('1');
  await clock.advance(15_000);
  await inbox.put([messageNo(4, { reporter }), messageNo(5, { reporter })]);
  await expect.poll(lastTip).toBe('5');
  // One registration, four batches, two items.
  await expect.poll(() => writes.length).toBe(7);
});

test('an item that cannot be written costs no report', async () => {
  const made = await stage();
  await made.client.send(new DeleteTableCommand({ TableName: TABLES.itemTable }));
  const troubles: unknown[] = [];
  const inbox = dynamoInboxAt(made.url, made.pool, { onTrouble: (error) => void troubles.push(error) });
  await inbox.put([messageNo(1)]);
  await expect.poll(() => troubles).toMatchObject([{ code: 'POOLTOOL_AWS_MISSING' }]);
  expect(await takeAll(made)).toEqual([1]);
});

test('two writers that begin in the same millisecond are both found, and one that closed is not asked for more', async () => {
  const made = await stage();
  const clock = manualClock(NOW);
  const inboxes = [1, 2].map(() => dynamoInboxAt(made.url, made.pool, { clock }));
  await Promise.all(inboxes.map((inbox, at) => inbox.put([messageNo(at)])));
  expect((await takeAll(made)).sort((a, b) => a - b)).toEqual([0, 1]);
  await Promise.all(inboxes.map((inbox) => inbox.close()));
  const { Items = [] } = await made.client.send(
    new ScanCommand({ TableName: TABLES.feedTable, FilterExpression: 'attribute_exists(closed)' }),
  );
  expect(Items.map(({ closed }) => closed?.N)).toEqual(['1', '1']);
  expect(await takeAll(made)).toEqual([]);
});

test('what is older than two days is gone, also when it comes to be read while DynamoDB still has it', async () => {
  const made = await stage();
  const clock = manualClock(NOW);
  const writer = dynamoInboxAt(made.url, made.pool, { clock });
  await writer.put([messageNo(1)]);
  await clock.advance(2 * 86_400_000 - 10_000);
  await writer.put([messageNo(2)]);
  expect(await takeAll(made, manualClock(NOW + 2 * 86_400_000 + 1_000))).toEqual([2]);
});

test('a writer is found for as long as its last item is kept, however long ago it registered', async () => {
  const made = await stage();
  const clock = manualClock(NOW);
  const writer = dynamoInboxAt(made.url, made.pool, { clock });
  await writer.put([messageNo(1)]);
  await clock.advance(5 * 3_600_000);
  await writer.put([messageNo(2)]);
  expect(await takeAll(made, manualClock(clock.now() + 2 * 86_400_000 - 10_000))).toEqual([2]);
});

test('a writer that was forgotten before it closed is not registered for ever by closing', async () => {
  const made = await stage();
  const clock = manualClock(NOW);
  const writer = dynamoInboxAt(made.url, made.pool, { clock });
  await writer.put([messageNo(1)]);
  const Key = { writer: { S: 'writers' }, n: { N: String(NOW) } };
  await made.client.send(new DeleteItemCommand({ TableName: TABLES.feedTable, Key }));
  await writer.close();
  const { Item } = await made.client.send(
    new GetItemCommand({ TableName: TABLES.feedTable, Key, ConsistentRead: true }),
  );
  expect(Item).toBeUndefined();
});

test('of several writers the oldest message comes first', async () => {
  const made = await stage();
  const [one, other] = [dynamoInboxAt(made.url, made.pool), dynamoInboxAt(made.url, made.pool)];
  const at = (no: number) => [messageNo(no, { receivedAt: unixMs(NOW + no) })];
  for (const no of [1, 4, 5]) await one.put(at(no));
  for (const no of [2, 3, 6]) await other.put(at(no));
  expect(await takeAll(made)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('without its table a put is refused as something to be tried again, and goes through once the table is made', async () => {
  const { pool, url, client } = await stage();
  const inbox = dynamoInboxAt(url, pool, { feedTable: 'NoSuchTable' });
  await expect(inbox.put([messageNo(1)])).rejects.toMatchObject({ code: 'POOLTOOL_AWS_MISSING', disposition: 'retry' });
  await ensureTables(client, TABLES);
  await ensureTables(client, { ...TABLES, feedTable: 'NoSuchTable' });
  await inbox.put([messageNo(1)]);
});

test('the settings say where messages wait', async () => {
  const made = await stage();
  const config: TipInboxConfig = {
    TIP_INBOX: 'dynamodb',
    TIP_INBOX_REGION: 'us-west-2',
    TIP_INBOX_ENDPOINT: made.url,
    TIP_INBOX_ACCESS_KEY_ID: undefined,
    TIP_INBOX_SECRET_ACCESS_KEY: undefined,
    TIP_INBOX_FEED_TABLE: TABLES.feedTable,
    TIP_INBOX_ITEM_TABLE: TABLES.itemTable,
    TIP_ITEM_INTERVAL: 15_000,
  };
  const parts = { pool: made.pool, clock: manualClock(NOW), countBilled: () => {}, onTrouble: () => {} };
  for (const TIP_INBOX of ['dynamodb', 'postgres'] as const) {
    const inbox = openTipInbox({ ...config, TIP_INBOX }, { ...parts, network: mainnet });
    await inbox.put([messageNo(7)]);
    await inbox.fetch(10);
    expect(await inTransaction(made.pool, async (tx) => numbersOf(await inbox.take(tx, 10)))).toEqual([7]);
    await inbox.close();
  }
  expect((await made.pool.query('select taken from tip_feed_cursor')).rows).toEqual([{ taken: 1n }]);
});
