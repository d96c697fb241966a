import type { Pool, Transaction } from '@pooltool/shared-utils/pg';
import type { PartitionScheme } from '../partitions/partition-scheme.ts';
import type { RunLog } from '../run/run-log.ts';
import type { Json, Metadata } from './metadata.ts';
import type { Need } from './need.ts';

/** What a run may use. Time is the database's; the world outside is what the asset's author closed over. */
export type RunContext = {
  readonly partition: string;
  readonly run: bigint;
  readonly attempt: number;
  readonly pool: Pool;
  /** Aborted when the run is cancelled or the worker stops: long work looks at it. */
  readonly signal: AbortSignal;
  /** Kept with the run and written to the daemon's log. */
  readonly log: RunLog;
  /**
   * Does `work` once for these inputs, even when the run is killed afterwards: the next try is given the result that
   * was kept. For the pieces of long work in `load`, such as one uploaded shard; the work itself must bear repetition.
   */
  once<Result extends Json>(name: string, work: () => Promise<Result>): Promise<Result>;
};

export type CheckOutcome = { readonly passed: boolean; readonly detail: Json };

export type Check<Loaded, Computed> = {
  readonly name: string;
  /** A failing blocking check rolls the save back and fails the run; a warning is only recorded. */
  readonly severity: 'blocking' | 'warning';
  /** Looks at what was computed and, inside the saving transaction, at what was saved. */
  readonly check: (subject: {
    readonly loaded: Loaded;
    readonly computed: Computed;
    readonly tx: Transaction;
    readonly partition: string;
  }) => CheckOutcome | Promise<CheckOutcome>;
};

/**
 * When a partition is asked for without a person: as soon as its needs are there and it is missing (`missing`), also
 * when what it was made from was replaced (`missing-or-stale`), or not at all (`never`).
 */
export type Automation = 'missing-or-stale' | 'missing' | 'never';

export type Retry = {
  /** Tries in all, the first included. */
  readonly attempts: number;
  /** Before the second try; doubled for each further one up to an hour. */
  readonly backoffMs: number;
  /**
   * Deaths of its workers in a row after which a partition waits for a person, at least 2: the first may be the fault of
   * what ran beside it.
   */
  readonly deaths: number;
};

export type AssetDefinition<Loaded, Computed> = {
  readonly name: string;
  readonly description: string;
  readonly partitions: PartitionScheme;
  readonly needs?: readonly Need[];
  readonly automation?: Automation;
  /** Raised when the code gives other results for the same inputs: what older code made is stale then. */
  readonly version?: number;
  readonly retry?: Partial<Retry>;
  /** How many of its partitions may run at once on all machines together; 1 when absent. */
  readonly concurrency?: number;
  /** A run of it holds hundreds of megabytes: of all heavy assets' runs one at a time on a machine. */
  readonly heavy?: boolean;
  load(context: RunContext): Promise<Loaded>;
  /** Pure. */
  compute(loaded: Loaded): Computed | Promise<Computed>;
  /** In the transaction that also records the run: no call to the outside world. Must replace what an earlier run saved. */
  save(tx: Transaction, computed: Computed, context: RunContext): Promise<void>;
  metadata?(computed: Computed, loaded: Loaded): Metadata;
  readonly checks?: readonly Check<Loaded, Computed>[];
};

/** An asset as the pipeline sees it: what it loads and computes is its own affair. */
export type Asset = {
  readonly name: string;
  readonly description: string;
  readonly partitions: PartitionScheme;
  readonly needs: readonly Need[];
  readonly automation: Automation;
  readonly version: number;
  readonly retry: Retry;
  readonly concurrency: number;
  readonly heavy: boolean;
  readonly checks: readonly { readonly name: string; readonly severity: 'blocking' | 'warning' }[];
  load(context: RunContext): Promise<Loaded>;
};

/** The three steps after one another: each can only be taken with what the one before gave. */
export type Loaded = { compute(): Promise<Computed> };
export type Computed = {
  readonly metadata: Metadata;
  save(tx: Transaction, context: RunContext): Promise<void>;
  check(tx: Transaction, partition: string): Promise<readonly CheckResult[]>;
};
export type CheckResult = CheckOutcome & { readonly name: string; readonly severity: 'blocking' | 'warning' };

/** Defaults: no needs, `missing-or-stale`, version 1, three tries from 5 s on, three deaths, one partition at a time, not heavy. */
export function defineAsset<L, C>(definition: AssetDefinition<L, C>): Asset {
  const { name, description, partitions, needs = [], automation = 'missing-or-stale' } = definition;
  const { version = 1, concurrency = 1, heavy = false, retry = {}, checks = [] } = definition;
  return {
    name,
    description,
    partitions,
    needs,
    automation,
    version,
    concurrency,
    heavy,
    retry: { attempts: retry.attempts ?? 3, backoffMs: retry.backoffMs ?? 5_000, deaths: retry.deaths ?? 3 },
    checks: checks.map(({ name, severity }) => ({ name, severity })),
    load: async (context) => {
      const loaded = await definition.load(context);
      return {
        compute: async () => {
          const computed = await definition.compute(loaded);
          return {
            metadata: definition.metadata?.(computed, loaded) ?? {},
            save: (tx, context) => definition.save(tx, computed, context),
            check: async (tx, partition) => {
              const results: CheckResult[] = [];
              // One after the other: they share the transaction's connection.
              for (const { name, severity, check } of checks) {
                const outcome = await check({ loaded, computed, tx, partition });
                results.push({ name, severity, ...outcome });
              }
              return results;
            },
          };
        },
      };
    },
  };
}
