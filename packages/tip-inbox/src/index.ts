export { openDynamoInbox } from './dynamo/dynamo-inbox.ts';
export { ensureTables } from './dynamo/tables.ts';
export { tipUnreadable } from './errors.ts';
export { type OpenTipInboxParts, openTipInbox, tipInboxConnection } from './open-tip-inbox.ts';
export { openPostgresInbox } from './postgres/postgres-inbox.ts';
export { type TipInboxConfig, tipInboxSettings } from './settings.ts';
export { MOST_IN_BATCH, type TipInbox } from './tip-inbox.ts';
