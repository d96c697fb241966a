import { dispositionOf } from '@pooltool/shared-utils/errors';
import { inTransaction } from '@pooltool/shared-utils/pg';
import {
  forgetRunKeys,
  moveSensorCursor,
  recordSensorTick,
  type SensorOutcome,
  type SensorTick,
  takeRunKey,
  takeSensorTick,
} from '@pooltool/store/pipeline';
import { ask, wakeWorkers } from '../run/advance.ts';
import { errorRecord } from '../run/error-record.ts';
import type { WorkerParts } from '../worker/worker-parts.ts';
import type { Sensor, SensorRequest, SensorResult } from './define-sensor.ts';

/** Two clocks measure one interval: without room a sensor would skip every other turn. */
const INTERVAL_ROOM = 0.9;

/** Looks: there is seldom anything to forget. */
const FORGET_EVERY = 50;

/**
 * One look of a sensor: null when it was not its turn (switched off, or another worker has just looked). What it throws
 * is recorded; its cursor stays, so that it sees the same again.
 */
export async function evaluateSensor(
  parts: WorkerParts,
  sensor: Sensor,
  { woken, signal }: { readonly woken: boolean; readonly signal: AbortSignal },
): Promise<SensorOutcome | null> {
  const { pool, log } = parts;
  const tick = await takeSensorTick(pool, sensor.name, woken ? 0 : sensor.intervalMs * INTERVAL_ROOM);
  if (tick === null) return null;
  try {
    const result = await sensor.evaluate({ cursor: tick.cursor, pool, signal });
    return await applyResult(parts, sensor, tick, result);
  } catch (error) {
    if (signal.aborted) return null;
    log.warn({ error, sensor: sensor.name }, 'sensor.failed');
    if (dispositionOf(error) === 'halt') parts.onHalt(error);
    const { code, message } = errorRecord(error);
    const outcome: SensorOutcome = { outcome: 'failed', reason: `${code}: ${message}`, requests: 0 };
    await recordSensorTick(pool, { name: sensor.name, tick: tick.tick, ...outcome });
    return outcome;
  }
}

async function applyResult(
  { pool, registry, log }: WorkerParts,
  sensor: Sensor,
  { tick, cursor }: SensorTick,
  result: SensorResult,
): Promise<SensorOutcome | null> {
  const { name } = sensor;
  const outcome = await inTransaction(pool, async (tx) => {
    const next = result.cursor === undefined ? cursor : result.cursor;
    if (!(await moveSensorCursor(tx, { name, tick, cursor: next }))) return null;
    const fresh: SensorRequest[] = [];
    for (const request of result.requests ?? []) {
      // Invalid ones fail here, before their key is used up.
      registry.asset(request.asset).partitions.position(request.partition);
      const { runKey } = request;
      if (runKey === undefined || (await takeRunKey(tx, { sensor: name, ...request, runKey }))) fresh.push(request);
    }
    if (tick % FORGET_EVERY === 0) await forgetRunKeys(tx, name);
    await ask(tx, registry, fresh, `sensor ${name}`);
    await wakeWorkers(tx, registry);
    const told: SensorOutcome =
      fresh.length > 0
        ? { outcome: 'requested', reason: null, requests: fresh.length }
        : { outcome: 'skipped', reason: result.skipReason ?? 'nothing new', requests: 0 };
    await recordSensorTick(tx, { name, tick, ...told });
    return told;
  });
  if (outcome?.outcome === 'requested') log.info({ sensor: name, requests: outcome.requests }, 'sensor.requested');
  return outcome;
}
