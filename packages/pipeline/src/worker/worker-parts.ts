import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';
import type { Pool } from '@pooltool/shared-utils/pg';
import type { RunStep } from '@pooltool/store/pipeline';
import type { Place, Registry } from '../registry/registry.ts';

/** What a worker stands on. */
export type WorkerParts = {
  readonly pool: Pool;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Log;
  /** Told an error that says the truth would become wrong: the process must stop. */
  readonly onHalt: (error: unknown) => void;
  /** Told at the beginning of each step of a run: for progress and metrics. */
  readonly reached?: ((at: Place & { readonly step: RunStep }) => void) | undefined;
};
