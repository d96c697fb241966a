import { loadToldPipelines, readStatus, type ToldSensor } from '@pooltool/pipeline';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { PipelineStatus } from './grid.ts';

export interface ToldPipeline extends PipelineStatus {
  readonly sensors: readonly ToldSensor[];
}

/** Every pipeline whose workers ever started here, with how its partitions stand. */
export async function loadPipelines(on: Queryable): Promise<ToldPipeline[]> {
  const pipelines: ToldPipeline[] = [];
  // One after the other: within a transaction they share its connection.
  for (const { registry, sensors } of await loadToldPipelines(on)) {
    pipelines.push({ registry, sensors, status: await readStatus(on, registry) });
  }
  return pipelines;
}
