/** {asset: {partition: run id as text}} of what a run read; null: an optional need was missing. */
export type RunInputs = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

export type RunState = 'running' | 'ok' | 'failed' | 'cancelled' | 'interrupted';
export type RunStep = 'load' | 'compute' | 'save' | 'check';

export type RunError = {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly causes: readonly { readonly code: string | null; readonly message: string }[];
};

export type Materialization = { readonly run: bigint; readonly version: number; readonly inputs: RunInputs };

/** A partition somebody asked for at least once. */
export type PartitionRow = {
  readonly asset: string;
  readonly partition: string;
  readonly state: 'requested' | 'running' | 'ok' | 'failed' | 'cancelled';
  readonly materialization: Materialization | null;
  /** The last run, whatever came of it. */
  readonly run: bigint | null;
  /** What it read, when it failed. */
  readonly lastInputs: RunInputs | null;
  readonly error: RunError | null;
  readonly failures: number;
  /** Runs in a row whose workers died. */
  readonly deaths: number;
  /** False while a retry waits for its time. */
  readonly due: boolean;
  /** When that is; null: no retry waits. */
  readonly notBefore: Date | null;
  /** Who asked for the state it is in; of a cancelled one who cancelled it. */
  readonly requestedBy: string;
  readonly changedAt: Date;
};

export type PlaceKey = { readonly asset: string; readonly partition: string };
