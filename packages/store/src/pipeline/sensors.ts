import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { wakeSensors } from './announce.ts';
import { storableText } from './storable-text.ts';

/** Makes the rows of sensors that are new, switched on; the others stay as they are. */
export async function registerSensors(on: Queryable, names: readonly string[]): Promise<void> {
  await on.query('insert into sensor (name) select unnest($1::text[]) on conflict do nothing', [names]);
}

/**
 * Switches a sensor on or off for all workers; switched on, it looks at once, from its cursor. Repeating is harmless. What
 * it asked for before goes on. False when no worker ever had a sensor of this name.
 */
export async function setSensor(db: Queryable, name: string, on: boolean): Promise<boolean> {
  const { rowCount } = await db.query('update sensor set enabled = $2 where name = $1', [name, on]);
  if (rowCount !== 1) return false;
  if (on) await wakeSensors(db, sensorWord(name));
  return true;
}

/** The word that wakes the sensor of this name, whatever else wakes it. */
export const sensorWord = (name: string): string => `sensor ${name}`;

export type SensorTick = { readonly tick: number; readonly cursor: string | null };

/**
 * Takes the next evaluation, so that of several workers only one evaluates: null when it is switched off or was
 * evaluated less than `intervalMs` ago (0: now in any case).
 */
export async function takeSensorTick(on: Queryable, name: string, intervalMs: number): Promise<SensorTick | null> {
  const { rows } = await on.query<SensorTick>(
    `update sensor set tick = tick + 1, ticked_at = now()
     where name = $1 and enabled
       -- In the future: the clock was put back since.
       and (ticked_at is null or ticked_at > now() + interval '1 minute' or ticked_at <= now() - $2::float8 * interval '1 millisecond')
     returning tick, cursor`,
    [name, intervalMs],
  );
  return rows[0] ?? null;
}

export type SensorOutcome = {
  readonly outcome: 'requested' | 'skipped' | 'failed';
  readonly reason: string | null;
  readonly requests: number;
};

/** Moves the cursor; false, and nothing is changed, when somebody took a newer evaluation meanwhile. */
export async function moveSensorCursor(
  tx: Transaction,
  { name, tick, cursor }: { readonly name: string; readonly tick: number; readonly cursor: string | null },
): Promise<boolean> {
  const { rowCount } = await tx.query('update sensor set cursor = $3 where name = $1 and tick = $2', [
    name,
    tick,
    cursor,
  ]);
  return rowCount === 1;
}

export async function recordSensorTick(
  on: Queryable,
  { name, tick, outcome, reason, requests }: SensorOutcome & { readonly name: string; readonly tick: number },
): Promise<void> {
  await on.query(
    `insert into sensor_tick (sensor, tick, at, outcome, reason, requests) values ($1, $2, now(), $3, $4, $5)
     on conflict do nothing`,
    [name, tick, outcome, reason === null ? null : storableText(reason), requests],
  );
}

/** True the first time this sensor names the run key. One that is named again is kept for as long again. */
export async function takeRunKey(
  tx: Transaction,
  key: { readonly sensor: string; readonly runKey: string; readonly asset: string; readonly partition: string },
): Promise<boolean> {
  // xmax is 0 only in a row that was inserted. Once a day is enough to see that a key is still named.
  const { rows } = await tx.query<{ fresh: boolean }>(
    `insert into sensor_run_key as had (sensor, run_key, asset, partition) values ($1, $2, $3, $4)
     on conflict (sensor, run_key) do update set named_at = now() where had.named_at < now() - interval '1 day'
     returning xmax = 0 as fresh`,
    [key.sensor, key.runKey, key.asset, key.partition],
  );
  return rows[0]?.fresh === true;
}

const RUN_KEY_DAYS = 90;

/**
 * Forgets run keys that the sensor has not named for ninety days. Only after a look that named all it had to name, in its
 * transaction: also a sensor that was off for a year keeps the keys it names when it is on again.
 */
export async function forgetRunKeys(tx: Transaction, sensor: string): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from sensor_run_key where sensor = $1 and run_key in (
       select run_key from sensor_run_key
       where sensor = $1 and named_at < now() - interval '${RUN_KEY_DAYS} days' order by named_at limit 500
     )`,
    [sensor],
  );
  return rowCount ?? 0;
}

export type SensorRow = {
  readonly name: string;
  readonly enabled: boolean;
  readonly cursor: string | null;
  readonly tickedAt: Date | null;
  readonly last: SensorOutcome | null;
};

export async function loadSensors(on: Queryable): Promise<SensorRow[]> {
  const { rows } = await on.query<
    Omit<SensorRow, 'last'> & { [Key in keyof SensorOutcome]: SensorOutcome[Key] | null }
  >(
    `select s.name, s.enabled, s.cursor, s.ticked_at as "tickedAt", t.outcome, t.reason, t.requests
     from sensor s
     left join lateral (select * from sensor_tick where sensor = s.name order by tick desc limit 1) t on true
     order by s.name`,
  );
  return rows.map(({ outcome, reason, requests, ...sensor }) => ({
    ...sensor,
    last: outcome === null ? null : { outcome, reason, requests: requests ?? 0 },
  }));
}

export type SensorTickRow = SensorOutcome & { readonly tick: number; readonly at: Date };

/** The latest evaluations, newest first. */
export async function loadSensorTicks(on: Queryable, name: string, limit = 100): Promise<SensorTickRow[]> {
  const { rows } = await on.query<SensorTickRow>(
    'select tick, at, outcome, reason, requests from sensor_tick where sensor = $1 order by tick desc limit $2',
    [name, limit],
  );
  return rows;
}
