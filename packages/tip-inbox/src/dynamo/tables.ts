import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { awsMissing } from '@pooltool/shared-utils/aws';

export interface TipTables {
  readonly itemTable: string;
  readonly feedTable: string;
}

const LONGEST_WAIT_SECONDS = 120;

/**
 * Makes the tables that are not there and waits until they can be used. Both are billed by request: some writes a second in
 * bursts. The feed forgets by itself (docs/operations.md has the same in the AWS command line).
 */
export async function ensureTables(client: DynamoDBClient, { itemTable, feedTable }: TipTables): Promise<void> {
  await ensureTable(client, {
    TableName: itemTable,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const isNew = await ensureTable(client, {
    TableName: feedTable,
    AttributeDefinitions: [
      { AttributeName: 'writer', AttributeType: 'S' },
      { AttributeName: 'n', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'writer', KeyType: 'HASH' },
      { AttributeName: 'n', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  });
  if (isNew) await forgetByItself(client, feedTable);
}

/** @returns whether it is new */
async function ensureTable(client: DynamoDBClient, table: CreateTableCommandInput): Promise<boolean> {
  const { TableName } = table;
  try {
    await client.send(new DescribeTableCommand({ TableName }));
    return false;
  } catch (error) {
    if (!awsMissing.is(error)) throw error;
  }
  await client.send(new CreateTableCommand(table));
  await waitUntilTableExists({ client, maxWaitTime: LONGEST_WAIT_SECONDS, minDelay: 0.05, maxDelay: 2 }, { TableName });
  return true;
}

async function forgetByItself(client: DynamoDBClient, TableName: string): Promise<void> {
  try {
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      }),
    );
  } catch (error) {
    // dynalite has no time to live; what it keeps is a test's or a demonstration's.
    if (!/UnknownOperation/.test(String(error))) throw error;
  }
}
