import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { TipMessage } from '@pooltool/domain';
import { awsConditionFailed } from '@pooltool/shared-utils/aws';
import type { Clock } from '@pooltool/shared-utils/clock';
import { batchesOf } from '../batches.ts';
import { MOST_IN_BATCH } from '../tip-inbox.ts';
import { FEED_KEPT_MS, WRITERS } from './feed.ts';
import { packBatch } from './packed-batch.ts';
import { within } from './within.ts';

/** Registered anew this often, and kept so much longer than an item: a writer is never forgotten while its items are not. */
const REGISTERED_ANEW_MS = 6 * 3_600_000;

/** Senders wait 30 s for an answer at the most. */
const LONGEST_PUT_MS = 10_000;

export interface FeedParts {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
}

/**
 * One process's own numbered row of items in the feed: 1, 2, 3 …, one put at a time and none before the one before it is
 * known to stand, so that whoever reads in order meets no gap that is filled later.
 *
 * A put is conditional on its number being free. When it fails nobody knows whether it stands; the next batch then tries the
 * same number, and if that is taken, the batch of before did stand after all, and the next number is used. Each item has an
 * id of its own, by which an attempt that the SDK repeated is told from another batch.
 */
export function feedWriter({ client, table, clock, randomId }: FeedParts & { readonly randomId: () => string }) {
  const writer: AttributeValue = { S: randomId() };
  let registered: { readonly atMs: number; readonly n: number } | null = null;
  let next = 1;
  let queue: Promise<unknown> = Promise.resolve();

  async function putItem(packed: Uint8Array): Promise<void> {
    const id = randomId();
    for (let stands: string | undefined; stands !== id; next += 1) {
      stands = (await putIfFree({ id: { S: id }, messages: { B: packed } })) ? id : await idAt(next);
    }
  }

  async function putIfFree(item: Record<string, AttributeValue>): Promise<boolean> {
    const Item = { ...item, writer, n: number(next), expires: expires(clock) };
    const command = new PutItemCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(n)' });
    return writtenIf((options) => client.send(command, options));
  }

  /** @returns false: its condition did not hold */
  async function writtenIf(
    write: (options: { readonly abortSignal: AbortSignal }) => Promise<unknown>,
  ): Promise<boolean> {
    try {
      await within(clock, LONGEST_PUT_MS, (abortSignal) => write({ abortSignal }));
      return true;
    } catch (error) {
      if (awsConditionFailed.is(error)) return false;
      throw error;
    }
  }

  async function idAt(n: number): Promise<string | undefined> {
    const Key = { writer, n: number(n) };
    const asked = new GetItemCommand({ TableName: table, Key, ConsistentRead: true, ProjectionExpression: 'id' });
    const { Item } = await within(clock, LONGEST_PUT_MS, (abortSignal) => client.send(asked, { abortSignal }));
    return Item?.['id']?.S;
  }

  /** Under a number of its own: another process may have begun in the same millisecond. */
  async function register(): Promise<void> {
    const nowMs = clock.now();
    if (registered !== null && nowMs - registered.atMs < REGISTERED_ANEW_MS) return;
    for (let n = registered?.n ?? nowMs; ; n += 1) {
      const command = new PutItemCommand({
        TableName: table,
        Item: {
          writer: { S: WRITERS },
          n: number(n),
          who: writer,
          expires: expires(clock, FEED_KEPT_MS + REGISTERED_ANEW_MS),
        },
        ConditionExpression: 'attribute_not_exists(n) or who = :me',
        ExpressionAttributeValues: { ':me': writer },
      });
      const isMine = await writtenIf((options) => client.send(command, options));
      if (isMine) {
        registered = { atMs: nowMs, n };
        return;
      }
    }
  }

  async function put(messages: readonly TipMessage[]): Promise<void> {
    await register();
    for (const batch of batchesOf(messages, MOST_IN_BATCH)) {
      for (const packed of packBatch(batch)) await putItem(packed);
    }
  }

  return {
    /** One after the other, also when called at once. */
    put(messages: readonly TipMessage[]): Promise<void> {
      const mine = queue.then(() => put(messages));
      queue = mine.catch(() => {});
      return mine;
    },
    /** Tells readers where this writer's row ends, so that they need not ask for more. Who was forgotten stays so. */
    async close(): Promise<void> {
      await queue;
      if (registered === null) return;
      const command = new UpdateItemCommand({
        TableName: table,
        Key: { writer: { S: WRITERS }, n: number(registered.n) },
        UpdateExpression: 'SET closed = :last',
        ConditionExpression: 'who = :me',
        ExpressionAttributeValues: { ':last': number(next - 1), ':me': writer },
      });
      await writtenIf((options) => client.send(command, options));
    },
  };
}

const number = (value: number): AttributeValue => ({ N: String(value) });
const expires = (clock: Clock, keptMs = FEED_KEPT_MS): AttributeValue =>
  number(Math.floor((clock.now() + keptMs) / 1_000));
