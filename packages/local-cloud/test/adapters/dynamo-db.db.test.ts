import {
  BatchWriteItemCommand,
  CreateTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { openDynamoDb } from '@pooltool/shared-utils/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDynamoDb } from '../../src/dynamodb/index.ts';
import { billed } from './billed.ts';

let server: Awaited<ReturnType<typeof startDynamoDb>>;
beforeAll(async () => {
  server = await startDynamoDb();
});
afterAll(() => server.stop());

const TableName = 'histories';
const Key = { key: { S: 'abc' } };

test('the capacity of every command is counted, and failures have codes', async () => {
  const bill = billed();
  const client = openDynamoDb({ region: 'us-west-2', endpoint: server.url, count: bill.count });
  const missing = client.send(new GetItemCommand({ TableName, Key }));
  await expect(missing).rejects.toMatchObject({ code: 'POOLTOOL_AWS_MISSING' });
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  expect(bill.operations).toEqual({});

  await client.send(new PutItemCommand({ TableName, Item: { ...Key, text: { S: 'x'.repeat(2_500) } } }));
  expect(bill.operations).toMatchObject({ dynamodb_write: { count: 3 } });
  const puts = ['d', 'e'].map((S) => ({ PutRequest: { Item: { key: { S } } } }));
  await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
  expect(bill.operations).toMatchObject({ dynamodb_write: { count: 5 } });

  const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  expect(Item?.['text']?.S).toHaveLength(2_500);
  const asked = {
    KeyConditionExpression: '#k = :k',
    ExpressionAttributeNames: { '#k': 'key' },
    ExpressionAttributeValues: { ':k': { S: 'd' } },
  };
  await client.send(new QueryCommand({ TableName, ...asked }));
  // One unit for the consistent read of 4 KB, half a unit for the other one.
  expect(bill.operations).toMatchObject({ dynamodb_read: { count: 1.5 } });

  const once = new PutItemCommand({
    TableName,
    Item: Key,
    ConditionExpression: 'attribute_not_exists(#k)',
    ExpressionAttributeNames: { '#k': 'key' },
  });
  await expect(client.send(once)).rejects.toMatchObject({ code: 'POOLTOOL_AWS_CONDITION_FAILED' });
  client.destroy();
});
