import { setting } from '@pooltool/shared-utils/config';

/** What every daemon with a database needs to be told. */
export const storeSettings = {
  DATABASE_URL: setting.url({
    says: 'the PostgreSQL (15 or newer) that holds the truth',
    protocols: ['postgres:', 'postgresql:'],
    example: 'postgres://pooltool:password@127.0.0.1:5432/pooltool',
  }),
};
