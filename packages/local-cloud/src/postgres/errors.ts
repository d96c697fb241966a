import { errorKind } from '@pooltool/shared-utils/errors';

/** There is no PostgreSQL for this machine in node_modules. */
export const localPostgresAbsent = errorKind({
  code: 'POOLTOOL_LOCAL_POSTGRES_ABSENT',
  disposition: 'reject',
  says: 'no PostgreSQL binaries for this platform: set DATABASE_URL to a PostgreSQL 15 or newer of your own',
});

/** Somebody else's server runs on the data folder. */
export const localPostgresInUse = errorKind({
  code: 'POOLTOOL_LOCAL_POSTGRES_IN_USE',
  disposition: 'reject',
  status: 409,
  says: 'another running process keeps its PostgreSQL in this data folder',
});

/** initdb or postgres ended with an error; details carry its last lines. */
export const localPostgresFailed = errorKind({
  code: 'POOLTOOL_LOCAL_POSTGRES_FAILED',
  disposition: 'retry',
  says: 'the local PostgreSQL did not start',
});
