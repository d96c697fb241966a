import type { Clock } from '../clock/index.ts';
import type { ConfigDefinition, ConfigOf, Settings } from '../config/index.ts';
import type { HttpServer, Readiness } from '../http/index.ts';
import type { Log } from '../log/index.ts';
import type { Metrics } from '../metrics/index.ts';
import type { Resources } from './resources.ts';

/** What a daemon is handed to start with. */
export type DaemonContext<Of extends Settings> = {
  readonly config: ConfigOf<ConfigDefinition<Of>>;
  readonly log: Log;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Aborted when the daemon is to end: every loop and every wait heeds it. */
  readonly signal: AbortSignal;
  /** Say here how to close what you open, right after opening it; it is closed in reverse, also when `start` throws. */
  readonly resources: Resources;
  /** Ends the daemon with this error: exit 70 when it halts, 1 otherwise. For what nobody awaits. */
  readonly fail: (error: unknown) => void;
};

/** What a daemon hands back once it runs. */
export type RunningDaemon = {
  readonly http: {
    /** Default 127.0.0.1. */
    readonly host?: string;
    /** /health, /ready, /metrics and the daemon's own routes. 0: any free port. */
    readonly port: number;
    /** Default 1 MiB. */
    readonly bodyBytes?: number;
    readonly jsonDepth?: number;
    readonly requestMs?: number;
    readonly trustProxy?: boolean | string;
    readonly routes?: (server: HttpServer) => unknown;
  };
  readonly ready?: () => Promise<Readiness>;
  /** Called after the last request is answered and before resources are closed. */
  readonly stop?: () => Promise<void>;
  /** The main loop. Rejected: the daemon fails. Resolved without being asked to stop: its work is done, exit 0. */
  readonly done?: Promise<unknown>;
};

/** As `holdAdvisoryLock` of shared-utils/pg gives it. */
export type SingletonLock = {
  release(): Promise<void>;
  /** Resolves when somebody else may hold the lock by now. */
  readonly lost: Promise<void>;
};

export type DaemonDefinition<Of extends Settings> = {
  readonly name: string;
  readonly config: ConfigDefinition<Of>;
  /** For a daemon of which only one may run; null: another one does. Called before `start`. */
  readonly acquireSingleton?: (context: DaemonContext<Of>) => Promise<SingletonLock | null>;
  readonly start: (context: DaemonContext<Of>) => Promise<RunningDaemon>;
};
