import { randomUUID } from 'node:crypto';
import type { Network } from '@pooltool/domain';
import type { AwsConnection, CountBilled } from '@pooltool/shared-utils/aws';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Pool } from '@pooltool/shared-utils/pg';
import { openDynamoInbox } from './dynamo/dynamo-inbox.ts';
import { openPostgresInbox } from './postgres/postgres-inbox.ts';
import type { TipInboxConfig } from './settings.ts';
import type { TipInbox } from './tip-inbox.ts';

export interface OpenTipInboxParts {
  /** for a writer to PostgreSQL one that may write; for a reader of DynamoDB one that may read; it stays its owner's */
  readonly pool: Pool;
  readonly network: Network;
  readonly clock: Clock;
  readonly countBilled: CountBilled;
  /** told of what costs no report: an item of the old form that could not be written */
  readonly onTrouble: (error: unknown) => void;
}

/** The inbox that the settings name. Nothing is asked before it is used. */
export function openTipInbox(config: TipInboxConfig, parts: OpenTipInboxParts): TipInbox {
  const { pool, network, clock, countBilled, onTrouble } = parts;
  switch (config.TIP_INBOX) {
    case 'postgres':
      return openPostgresInbox({ pool });
    case 'dynamodb':
      return openDynamoInbox({
        pool,
        network,
        clock,
        onTrouble,
        connection: { ...tipInboxConnection(config), count: countBilled },
        itemTable: config.TIP_INBOX_ITEM_TABLE,
        feedTable: config.TIP_INBOX_FEED_TABLE,
        itemIntervalMs: config.TIP_ITEM_INTERVAL,
        randomId: randomUUID,
      });
  }
}

export const tipInboxConnection = (config: TipInboxConfig): AwsConnection => ({
  region: config.TIP_INBOX_REGION,
  endpoint: config.TIP_INBOX_ENDPOINT,
  accessKeyId: config.TIP_INBOX_ACCESS_KEY_ID,
  secretAccessKey: config.TIP_INBOX_SECRET_ACCESS_KEY,
});
