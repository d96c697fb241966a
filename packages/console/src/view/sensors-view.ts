import { loadToldPipelines, type ToldSensor } from '@pooltool/pipeline';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { loadSensors, loadSensorTicks, type SensorRow, type SensorTickRow } from '@pooltool/store/pipeline';
import { readNetworkOrNull } from './read-network.ts';

/** What looks whether something arrived: how it stands, and what came of its last looks. */
export interface SensorsView {
  readonly network: string | null;
  readonly sensors: readonly SensorView[];
}

export interface SensorView extends SensorRow {
  /** null: no worker of today has it */
  readonly told: ToldSensor | null;
  /** newest first */
  readonly ticks: readonly SensorTickRow[];
}

const TICKS_SHOWN = 15;

export function loadSensorsView(pool: Pool): Promise<SensorsView> {
  return inTransaction(
    pool,
    async (tx) => {
      const told = (await loadToldPipelines(tx)).flatMap(({ sensors }) => sensors);
      const sensors: SensorView[] = [];
      for (const sensor of await loadSensors(tx)) {
        const ticks = await loadSensorTicks(tx, sensor.name, TICKS_SHOWN);
        sensors.push({ ...sensor, told: told.find(({ name }) => name === sensor.name) ?? null, ticks });
      }
      return { network: (await readNetworkOrNull(tx))?.name ?? null, sensors };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
