export { localPostgresAbsent, localPostgresFailed, localPostgresInUse } from './errors.ts';
export { type LocalPostgres, type StartPostgresOptions, startPostgres } from './start-postgres.ts';
