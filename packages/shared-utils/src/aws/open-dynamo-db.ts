import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type AwsConnection, clientConfig } from './connection.ts';
import type { CountBilled } from './count-billed.ts';
import { awsError } from './errors.ts';

export interface DynamoDbConnection extends AwsConnection {
  readonly count: CountBilled;
}

/**
 * The SDK's own client: commands are sent with `client.send`. What it adds: failures are coded errors of `errors.ts`, and the capacity units
 * of every command — what DynamoDB bills — are counted, because the client asks for them.
 */
export function openDynamoDb({ count, ...connection }: DynamoDbConnection): DynamoDBClient {
  const client = new DynamoDBClient(clientConfig(connection));
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = String(context['commandName'] ?? '').replace(/Command$/, '');
      const billed = BILLED[command];
      try {
        if (billed === undefined) return await next(args);
        const result = await next({ ...args, input: { ReturnConsumedCapacity: 'TOTAL', ...args.input } });
        count(billed, 0, capacityUnits(result.output));
        return result;
      } catch (error) {
        throw awsError(error, command);
      }
    },
    // The outermost step, so what is caught here has outlasted the SDK's own attempts.
    { step: 'initialize', priority: 'high', name: 'pooltoolBillingAndErrors' },
  );
  return client;
}

const BILLED: Readonly<Record<string, 'dynamodb_read' | 'dynamodb_write'>> = {
  BatchGetItem: 'dynamodb_read',
  GetItem: 'dynamodb_read',
  Query: 'dynamodb_read',
  Scan: 'dynamodb_read',
  TransactGetItems: 'dynamodb_read',
  BatchWriteItem: 'dynamodb_write',
  DeleteItem: 'dynamodb_write',
  PutItem: 'dynamodb_write',
  TransactWriteItems: 'dynamodb_write',
  UpdateItem: 'dynamodb_write',
};

/** Batches answer one capacity per table, everything else a single one. */
function capacityUnits(output: object): number {
  const consumed: unknown = Reflect.get(output, 'ConsumedCapacity');
  const each: unknown[] = Array.isArray(consumed) ? consumed : [consumed];
  return each.reduce<number>((sum, one) => {
    const units: unknown = typeof one === 'object' && one !== null ? Reflect.get(one, 'CapacityUnits') : undefined;
    return sum + (typeof units === 'number' ? units : 0);
  }, 0);
}
