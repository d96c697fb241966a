import { type ConfigDefinition, type ConfigOf, setting } from '@pooltool/shared-utils/config';

/** For whoever puts reports into the inbox or takes them out: both must be told the same. */
export const tipInboxSettings = {
  TIP_INBOX: setting.oneOf({
    says: 'where tip reports wait until the tip loop takes them: in the PostgreSQL of DATABASE_URL, or in DynamoDB',
    values: ['postgres', 'dynamodb'],
    default: 'postgres',
  }),
  TIP_INBOX_REGION: setting.string({ says: 'the region of the DynamoDB of the tip inbox', default: 'us-west-2' }),
  TIP_INBOX_ENDPOINT: setting.optional(
    setting.url({
      says: 'address of a DynamoDB that is not AWS itself',
      protocols: ['http:', 'https:'],
      example: 'http://127.0.0.1:8000',
    }),
  ),
  TIP_INBOX_ACCESS_KEY_ID: setting.optional(
    setting.secret({ says: "key of the DynamoDB of the tip inbox; without one the machine's role is used" }),
  ),
  TIP_INBOX_SECRET_ACCESS_KEY: setting.optional(
    setting.secret({ says: 'the secret that belongs to TIP_INBOX_ACCESS_KEY_ID' }),
  ),
  TIP_INBOX_FEED_TABLE: setting.string({
    says: 'the DynamoDB table through which tip reports go to the tip loop',
    default: 'NewTipsFeed',
  }),
  TIP_INBOX_ITEM_TABLE: setting.string({
    says: 'the DynamoDB table that keeps the last tip of each reporter in the form of the old backend, for whoever still reads it',
    default: 'NewTips',
  }),
  TIP_ITEM_INTERVAL: setting.duration({
    says: "how often at most one reporter's item in TIP_INBOX_ITEM_TABLE is written",
    default: '5m',
  }),
};

export type TipInboxConfig = ConfigOf<ConfigDefinition<typeof tipInboxSettings>>;
