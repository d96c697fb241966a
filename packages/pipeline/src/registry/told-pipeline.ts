import type { Queryable } from '@pooltool/shared-utils/pg';
import { loadRegistries, tellRegistry } from '@pooltool/store/pipeline';
import type { Asset } from '../asset/define-asset.ts';
import type { SchemeForm } from '../partitions/partition-scheme.ts';
import { schemeOf } from '../partitions/scheme-of.ts';
import type { Sensor } from '../sensors/define-sensor.ts';
import { buildRegistry, type Registry } from './registry.ts';

/** Raised when the shape below changes: what another version's workers told is not read. */
const FORMAT = 2;

/** What workers tell of their code, as JSON in `pipeline_registry`: everything but what the assets do. */
type ToldPipeline = {
  readonly format: number;
  readonly assets: readonly ToldAsset[];
  readonly sensors: readonly ToldSensor[];
};
type ToldAsset = Omit<Asset, 'partitions' | 'load'> & { readonly scheme: SchemeForm };
export type ToldSensor = Pick<Sensor, 'name' | 'description' | 'intervalMs'>;

export function toldPipeline(registry: Registry, sensors: readonly Sensor[]): ToldPipeline {
  return {
    format: FORMAT,
    assets: registry.assets.map(({ partitions, load: _, ...asset }) => ({ ...asset, scheme: partitions.form })),
    sensors: sensors.map(({ name, description, intervalMs }) => ({ name, description, intervalMs })),
  };
}

/** What a worker does when it starts. */
export const tellPipeline = (on: Queryable, registry: Registry, sensors: readonly Sensor[]): Promise<void> =>
  tellRegistry(on, registry.name, toldPipeline(registry, sensors));

export type ToldPipelineRow = {
  /** Plans, explains and asks as the workers' own does; only running its assets is not possible. */
  readonly registry: Registry;
  readonly sensors: readonly ToldSensor[];
  readonly toldAt: Date;
};

/** Every pipeline whose workers ever started on this database, by name. */
export async function loadToldPipelines(on: Queryable): Promise<ToldPipelineRow[]> {
  const rows = await loadRegistries<ToldPipeline>(on);
  return rows
    .filter(({ told }) => told.format === FORMAT)
    .map(({ name, told, toldAt }) => ({ registry: toldRegistry(name, told), sensors: told.sensors, toldAt }));
}

/** @throws POOLTOOL_ASSETS_INVALID */
export const toldRegistry = (name: string, { assets }: Pick<ToldPipeline, 'assets'>): Registry =>
  buildRegistry({
    name,
    assets: assets.map(({ scheme, ...asset }) => ({
      ...asset,
      partitions: schemeOf(scheme),
      load: () => Promise.reject(new TypeError(`${asset.name} was told, its code is with the workers`)),
    })),
  });
