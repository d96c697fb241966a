import type { Network } from '@pooltool/domain';
import { type DynamoDbConnection, openDynamoDb } from '@pooltool/shared-utils/aws';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Pool } from '@pooltool/shared-utils/pg';
import { readFeedCursors } from '@pooltool/store/tip-inbox';
import type { TipInbox } from '../tip-inbox.ts';
import { feedReader } from './feed-reader.ts';
import { feedWriter } from './feed-writer.ts';
import { oldItems } from './old-items.ts';

export interface DynamoInboxParts {
  readonly connection: DynamoDbConnection;
  readonly feedTable: string;
  readonly itemTable: string;
  /** of NewTips, for each reporter */
  readonly itemIntervalMs: number;
  /** where the cursors stand; asked by readers only */
  readonly pool: Pool;
  readonly network: Network;
  readonly clock: Clock;
  /** unique for ever */
  readonly randomId: () => string;
  readonly onTrouble: (error: unknown) => void;
}

/** An inbox in DynamoDB: the feed, through which every report goes, and the items of the old form beside it. */
export function openDynamoInbox(parts: DynamoInboxParts): TipInbox {
  const { clock, pool, network, randomId, onTrouble } = parts;
  const client = openDynamoDb(parts.connection);
  const feed = { client, table: parts.feedTable, clock };
  const writer = feedWriter({ ...feed, randomId });
  const reader = feedReader(feed);
  const items = oldItems({
    client,
    table: parts.itemTable,
    network,
    clock,
    intervalMs: parts.itemIntervalMs,
    onTrouble,
  });
  return {
    async put(messages) {
      if (messages.length === 0) return;
      await writer.put(messages);
      items.note(messages);
    },
    fetch: async (limit) => reader.fetch(await readFeedCursors(pool), limit),
    take: (tx, limit) => reader.take(tx, limit),
    async close() {
      try {
        await items.settle();
        await writer.close();
      } catch (error) {
        onTrouble(error);
      }
      client.destroy();
    },
  };
}
