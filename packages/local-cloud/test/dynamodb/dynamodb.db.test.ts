import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
  QueryCommand,
  UpdateItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDynamoDb } from '../../src/dynamodb/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-dynamodb-'));
});
afterEach(() => rm(folder, { recursive: true }));

const clientOf = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: 'us-west-2',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

const TableName = 'tips';
const tips = new CreateTableCommand({
  TableName,
  AttributeDefinitions: [
    { AttributeName: 'height', AttributeType: 'N' },
    { AttributeName: 'reporter', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'height', KeyType: 'HASH' },
    { AttributeName: 'reporter', KeyType: 'RANGE' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
});
/** A table is not there before it says so. */
const tableIn = (client: DynamoDBClient) =>
  waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.2 }, { TableName });
const tip = (height: number, reporter: string) => ({ height: { N: `${height}` }, reporter: { S: reporter } });

describe.each(['memory', 'disk'] as const)('tables in %s', (place) => {
  test('items are put, queried, scanned page by page, counted up and put once', async () => {
    const server = await startDynamoDb(place === 'disk' ? { dataDir: folder } : {});
    const client = clientOf(server.url);
    await client.send(tips);
    await tableIn(client);
    const puts = Array.from({ length: 20 }, (_, i) => ({ PutRequest: { Item: tip(i % 2, `pool${i}`) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
    const asked = { TableName, KeyConditionExpression: 'height = :h', ExpressionAttributeValues: { ':h': { N: '1' } } };
    expect((await client.send(new QueryCommand(asked))).Count).toBe(10);
    let scanned = 0;
    for await (const page of paginateScan({ client, pageSize: 7 }, { TableName })) scanned += page.Count ?? 0;
    expect(scanned).toBe(20);
    const counted = new UpdateItemCommand({
      TableName,
      Key: tip(1, 'pool1'),
      UpdateExpression: 'ADD reports :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await client.send(counted);
    await client.send(counted);
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: tip(1, 'pool1') }));
    expect(Item?.['reports']).toEqual({ N: '2' });
    const once = { TableName, Item: tip(1, 'pool1'), ConditionExpression: 'attribute_not_exists(height)' };
    await expect(client.send(new PutItemCommand(once))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    client.destroy();
    await server.stop();
  });
});

test('tables on disk are there after a restart', async () => {
  const first = await startDynamoDb({ dataDir: folder });
  const before = clientOf(first.url);
  await before.send(tips);
  await tableIn(before);
  await before.send(new PutItemCommand({ TableName, Item: tip(1, 'pool') }));
  before.destroy();
  await first.stop();
  const again = await startDynamoDb({ dataDir: folder });
  const after = clientOf(again.url);
  const { Item } = await after.send(new GetItemCommand({ TableName, Key: tip(1, 'pool') }));
  expect(Item).toEqual(tip(1, 'pool'));
  after.destroy();
  await again.stop();
});

test('a folder that another server has is refused until that one stops', async () => {
  const first = await startDynamoDb({ dataDir: folder });
  await expect(startDynamoDb({ dataDir: folder })).rejects.toThrow('in use by another server');
  await first.stop();
  await (await startDynamoDb({ dataDir: folder })).stop();
});
