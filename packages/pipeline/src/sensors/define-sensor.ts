import type { Pool } from '@pooltool/shared-utils/pg';
import type { Place } from '../registry/registry.ts';

export type SensorRequest = Place & {
  /** Of one run key only the first request counts, until the sensor has not named it for ninety days. */
  readonly runKey?: string;
};

export type SensorResult = {
  readonly requests?: readonly SensorRequest[];
  /** Where to go on next time; absent: as it was. */
  readonly cursor?: string | null;
  /** For people, when there was nothing to ask for. */
  readonly skipReason?: string;
};

/** Looks whether something arrived or is due, and asks for partitions. */
export type Sensor = {
  readonly name: string;
  readonly description: string;
  /** Looked at this often even when nothing wakes it. */
  readonly intervalMs: number;
  /** The word of `wakeSensors` that wakes it at once. */
  readonly wakeOn?: string;
  /** May be killed at any time: the cursor moves only together with the requests. */
  evaluate(context: {
    readonly cursor: string | null;
    readonly pool: Pool;
    readonly signal: AbortSignal;
  }): Promise<SensorResult>;
};

export const defineSensor = (sensor: Sensor): Sensor => sensor;
