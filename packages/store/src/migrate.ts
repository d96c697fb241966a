import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorKind } from '@pooltool/shared-utils/errors';
import { asDatabaseError, type Queryable } from '@pooltool/shared-utils/pg';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import pgBossManifest from 'pg-boss/package.json' with { type: 'json' };

/** The tables are not those this version of the code was written for. */
export const schemaNotCurrent = errorKind({
  code: 'POOLTOOL_SCHEMA_NOT_CURRENT',
  disposition: 'halt',
  says: 'the database has another schema than this version of PoolTool',
});

/** Where this database's schema stands against the migrations beside this code. */
export interface SchemaState {
  /** Ours, not applied yet: the database is older. */
  readonly missing: readonly string[];
  /** Applied, not ours: the database is newer than this code. */
  readonly unknown: readonly string[];
  /** pg-boss's own schema version, null when it is not installed, and the one its library here wants. */
  readonly jobs: { readonly version: number | null; readonly wanted: number };
}

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
const MIGRATIONS_TABLE = 'schema_migrations';
/** Any constant will do, as long as every version of PoolTool locks the same. */
const MIGRATION_LOCK = 0x706f_6f6c_746f_6f6cn;

/**
 * Brings a database to the schema of this version: every migrations/NNNN_name.sql not applied yet, in order, each in a
 * transaction of its own, then pg-boss's tables. Processes that start together wait for each other; the later ones
 * find nothing to do. Forward only: a mistake is mended by the next file.
 * @returns the names applied now. @throws pg's DatabaseError of the statement that failed; earlier files stay applied.
 */
export async function migrate(url: string): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: url, application_name: 'migrate' });
  // A connection that breaks fails the statement under way; without a listener it would end the process as well.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const applied = await runner({
      dbClient: client,
      dir: MIGRATIONS,
      // Editors and systems leave files behind; only NNNN_name.sql counts.
      ignorePattern: String.raw`(?!\d{4}_.*\.sql$).*`,
      direction: 'up',
      migrationsTable: MIGRATIONS_TABLE,
      singleTransaction: false,
      // Ours is held already, around pg-boss too.
      noLock: true,
      log: () => {},
    });
    await installJobs(client);
    return { applied: applied.map(({ name }) => name) };
  } catch (error) {
    throw asDatabaseError(error);
  } finally {
    // Closing gives the lock back, and rolls back what a failed file left open.
    await client.end();
  }
}

/** pg-boss makes and migrates its schema when it starts; everything it would do by the clock is off. */
async function installJobs(client: pg.Client): Promise<void> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => client.query(text, values) },
    supervise: false,
    schedule: false,
  });
  await boss.start();
  await boss.stop({ graceful: false });
}

/** Compares the database with the migrations beside this code. */
export async function schemaState(db: Queryable): Promise<SchemaState> {
  const [ours, applied, version] = [await ownMigrations(), await appliedMigrations(db), await jobsVersion(db)];
  return {
    missing: ours.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !ours.includes(name)),
    jobs: { version, wanted: pgBossManifest.pgboss.schema },
  };
}

/** True when `demandCurrentSchema` would be content. */
export async function schemaIsCurrent(db: Queryable): Promise<boolean> {
  return complaintAbout(await schemaState(db)) === undefined;
}

/** A daemon's first question. @throws POOLTOOL_SCHEMA_NOT_CURRENT (halt) naming what is missing or too new. */
export async function demandCurrentSchema(db: Queryable): Promise<void> {
  const state = await schemaState(db);
  const message = complaintAbout(state);
  if (message !== undefined) throw schemaNotCurrent({ message, details: { ...state } });
}

function complaintAbout({ missing, unknown, jobs }: SchemaState): string | undefined {
  if (unknown.length > 0) {
    return `the database is newer than this version of PoolTool: it has ${unknown.join(', ')}. Start the newer version`;
  }
  if (missing.length > 0) {
    return `the database is older than this version of PoolTool: it lacks ${missing.join(', ')}. Run: npx pooltool migrate`;
  }
  if (jobs.version === null || jobs.version < jobs.wanted) {
    return `the job tables have version ${jobs.version ?? 'none'}, this version of PoolTool wants ${jobs.wanted}. Run: npx pooltool migrate`;
  }
  if (jobs.version > jobs.wanted) {
    return `the job tables have version ${jobs.version}, newer than ${jobs.wanted} of this version of PoolTool. Start the newer version`;
  }
  return undefined;
}

async function ownMigrations(): Promise<string[]> {
  const files = await readdir(MIGRATIONS);
  return files
    .filter((file) => /^\d{4}_.*\.sql$/.test(file))
    .map((file) => basename(file, '.sql'))
    .sort();
}

async function appliedMigrations(db: Queryable): Promise<string[]> {
  if (!(await tableExists(db, MIGRATIONS_TABLE))) return [];
  const { rows } = await db.query<{ name: string }>(`select name from ${MIGRATIONS_TABLE} order by id`);
  return rows.map(({ name }) => name);
}

async function jobsVersion(db: Queryable): Promise<number | null> {
  if (!(await tableExists(db, 'pgboss.version'))) return null;
  const { rows } = await db.query<{ version: number }>('select version::int4 as version from pgboss.version');
  return rows[0]?.version ?? null;
}

async function tableExists(db: Queryable, name: string): Promise<boolean> {
  const { rows } = await db.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [name]);
  return rows[0]?.exists === true;
}
