import { table } from '@pooltool/domain';
import type { SensorRow } from '@pooltool/store/pipeline';

/** One line a sensor, under a heading. */
export function sensorLines(sensors: readonly SensorRow[]): string[] {
  if (sensors.length === 0) return ['no worker was started yet'];
  return table([
    ['sensor', '', 'looked', 'asked for', 'said'],
    ...sensors.map(({ name, enabled, tickedAt, last }) => [
      name,
      enabled ? 'on' : 'off',
      tickedAt === null ? 'never' : `${tickedAt.toISOString().slice(0, 19)}Z`,
      last === null ? '' : String(last.requests),
      last === null ? '' : `${last.outcome}${last.reason === null ? '' : `: ${last.reason}`}`,
    ]),
  ]);
}
