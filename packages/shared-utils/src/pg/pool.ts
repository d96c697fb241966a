import pg from 'pg';
import { asDatabaseError } from './errors.ts';
import type { Queryable, QueryConfig } from './queryable.ts';
import { typeParsers } from './type-parsers.ts';

export interface PoolOptions {
  readonly connectionString: string;
  /** Seen in pg_stat_activity: the daemon's name. */
  readonly applicationName: string;
  /** Most connections at once, 10 when absent. */
  readonly max?: number;
  /** How long one may wait for a connection before POOLTOOL_DATABASE_UNREACHABLE, 10 s when absent. */
  readonly connectTimeoutMs?: number;
  /**
   * Statements that are not awaited one by one travel together (see `together`): a transaction of many small statements
   * costs a few round trips. Their plans are made once: over `unnest` no parameter asks for another (a seventh more
   * blocks a second). Such connections cannot COPY, and write within a transaction only: its statements are sent before
   * its BEGIN is answered, and must not stand on their own when that fails. False when absent.
   */
  readonly pipelined?: boolean;
  /**
   * A statement that takes longer is cancelled: POOLTOOL_DATABASE_TOO_SLOW. Whoever hears nothing for twice as long gives the
   * connection up: POOLTOOL_DATABASE_UNREACHABLE (a server without power says no goodbye, and TCP waits for a quarter of an
   * hour). No limit when absent.
   */
  readonly statementTimeoutMs?: number;
  /** Every transaction is read only, whoever forgets to say so. False when absent. */
  readonly readOnly?: boolean;
  /** No statement takes more than one core of the server, however much it reads. False when absent. */
  readonly oneCoreEach?: boolean;
  /** Told when an idle connection died. The pool replaces it by itself; this is for the log. */
  readonly onConnectionLost?: (error: Error) => void;
}

/** What this folder needs of a pool and nobody else should touch. */
export const INSIDE: unique symbol = Symbol('inside');

export interface Pool extends Queryable {
  /** Connections now: for the metrics. */
  counts(): { readonly total: number; readonly idle: number; readonly waiting: number };
  /** Waits for what is checked out, then closes. Safe to call twice. */
  end(): Promise<void>;
  readonly [INSIDE]: {
    readonly pipelined: boolean;
    checkOut(): Promise<pg.PoolClient>;
    /** A connection of its own, outside the pool's count: for locks and LISTEN, which hold it for hours. */
    connectAlone(): Promise<pg.Client>;
  };
}

const READ_ONLY = '-c default_transaction_read_only=on';
const PIPELINED = `-c plan_cache_mode=force_generic_plan ${READ_ONLY}`;

/** What each connection is told when it is made; undefined: nothing. */
function settingsOf({ pipelined, readOnly, statementTimeoutMs, oneCoreEach }: PoolOptions): string | undefined {
  const said = [
    pipelined === true ? PIPELINED : readOnly === true ? READ_ONLY : '',
    oneCoreEach === true ? '-c max_parallel_workers_per_gather=0' : '',
    statementTimeoutMs === undefined ? '' : `-c statement_timeout=${statementTimeoutMs}`,
  ].filter((one) => one !== '');
  return said.length === 0 ? undefined : said.join(' ');
}

/**
 * Connections to PostgreSQL that survive its restart: what is under way fails with a retry error, what comes later
 * connects anew. Nothing is connected until the first query. Types: see type-parsers.ts.
 */
export function openPool(options: PoolOptions): Pool {
  const settings = settingsOf(options);
  const config: pg.PoolConfig = {
    connectionString: options.connectionString,
    application_name: options.applicationName,
    max: options.max ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: typeParsers,
    pipeline: options.pipelined ?? false,
    ...(settings === undefined ? {} : { options: settings }),
    ...(options.statementTimeoutMs === undefined ? {} : { query_timeout: 2 * options.statementTimeoutMs }),
  };
  const connections = new pg.Pool(config);
  connections.on('error', (error) => options.onConnectionLost?.(error));
  // A checked-out connection that breaks between two statements emits 'error' as well, and pg-pool listens only to
  // idle ones: without this listener a restart of Postgres would end the process. The next statement reports it.
  connections.on('connect', (client) => client.on('error', () => {}));

  let ending: Promise<void> | undefined;
  return {
    query: (statement, values) => runQuery(connections, statement, values),
    counts: () => ({
      total: connections.totalCount,
      idle: connections.idleCount,
      waiting: connections.waitingCount,
    }),
    end: () => {
      ending ??= connections.end();
      return ending;
    },
    [INSIDE]: {
      pipelined: options.pipelined ?? false,
      checkOut: () => connections.connect().catch(throwCoded),
      connectAlone: async () => {
        const client = new pg.Client(config);
        client.on('error', () => {});
        await client.connect().catch(throwCoded);
        return client;
      },
    },
  };
}

/** Runs one statement on a pool or a connection, with errors as errors.ts names them. */
export function runQuery<Row extends pg.QueryResultRow>(
  on: pg.Pool | pg.ClientBase,
  statement: string | QueryConfig,
  values?: readonly unknown[],
): Promise<pg.QueryResult<Row>> {
  const config = typeof statement === 'string' ? { text: statement } : statement;
  const given = values ?? config.values;
  return on
    .query<Row>({
      text: config.text,
      ...(config.name === undefined ? {} : { name: config.name }),
      ...(given === undefined ? {} : { values: [...given] }),
    })
    .catch(throwCoded);
}

function throwCoded(error: unknown): never {
  throw asDatabaseError(error);
}
