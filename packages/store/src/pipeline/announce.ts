import type { Queryable } from '@pooltool/shared-utils/pg';

/** NOTIFY channel of everything that happens to partitions: the console draws, workers hear of cancellations. */
export const PIPELINE_CHANNEL = 'pipeline';

/** One change, as JSON in the payload. */
export type PipelineChange = {
  readonly asset: string;
  readonly partition: string;
  readonly state: 'requested' | 'running' | 'ok' | 'failed' | 'cancelled';
  /** As text; null when no run is behind it. */
  readonly run: string | null;
};

/** Told when the transaction commits; never when it does not. */
export const announce = (on: Queryable, change: PipelineChange): Promise<void> => announceAll(on, [change]);

/** Many at once: hundreds are asked for together when an old input is replaced. */
export async function announceAll(on: Queryable, changes: readonly PipelineChange[]): Promise<void> {
  await on.query('select pg_notify($1, change) from unnest($2::text[]) as change', [
    PIPELINE_CHANNEL,
    changes.map((change) => JSON.stringify(change)),
  ]);
}

/** Null for a payload that is not one of ours: anybody on the database may speak on the channel. */
export function readChange(payload: string): PipelineChange | null {
  const change = parsed(payload);
  return isChange(change) ? change : null;
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return null;
  }
}

function isChange(value: unknown): value is PipelineChange {
  return (
    typeof value === 'object' &&
    value !== null &&
    'asset' in value &&
    'partition' in value &&
    'state' in value &&
    'run' in value &&
    (value.run === null || (typeof value.run === 'string' && /^\d+$/.test(value.run)))
  );
}

/** NOTIFY channel on which sensors are woken; the payload is the word they wake on. */
export const SENSOR_CHANNEL = 'pipeline_sensor';

/** In the transaction in which something arrived: the sensors that wait for this word look at once when it commits. */
export async function wakeSensors(on: Queryable, word: string): Promise<void> {
  await on.query('select pg_notify($1, $2)', [SENSOR_CHANNEL, word]);
}
