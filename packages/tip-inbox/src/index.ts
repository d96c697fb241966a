export { tipUnreadable } from './errors.ts';
export { openPostgresInbox } from './postgres/postgres-inbox.ts';
export { MOST_IN_BATCH, type TipInbox } from './tip-inbox.ts';
