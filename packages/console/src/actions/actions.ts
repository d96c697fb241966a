import {
  assetUnknown,
  type BackfillOnly,
  loadToldPipelines,
  type PipelineControl,
  type Place,
  pipelineControl,
} from '@pooltool/pipeline';
import type { Log } from '@pooltool/shared-utils/log';
import type { Pool } from '@pooltool/shared-utils/pg';
import { setSensor } from '@pooltool/store/pipeline';
import { sensorUnknown } from '../errors.ts';

/** What an action did, in words for the person and in data for the program. */
export interface Done {
  readonly says: string;
  readonly places: readonly Place[];
}

export interface Backfill {
  readonly asset: string;
  readonly from: string;
  readonly to: string;
  readonly only: BackfillOnly;
}

/** All that can be done from the console. Each is told in the log as `console.action` with who did it; runs keep it too. */
export interface Actions {
  /** @throws POOLTOOL_ASSET_UNKNOWN, POOLTOOL_PARTITION_INVALID */
  run(place: Place, who: string): Promise<Done>;
  /** @throws POOLTOOL_ASSET_UNKNOWN, POOLTOOL_PARTITION_INVALID, POOLTOOL_BACKFILL_TOO_LONG */
  backfill(range: Backfill, who: string): Promise<Done>;
  /** @throws POOLTOOL_ASSET_UNKNOWN, POOLTOOL_PARTITION_INVALID */
  cancel(place: Place, who: string): Promise<Done>;
  /** @throws POOLTOOL_SENSOR_UNKNOWN */
  switchSensor(sensor: { readonly name: string; readonly on: boolean }, who: string): Promise<Done>;
}

export function makeActions({ pool, log }: { readonly pool: Pool; readonly log: Log }): Actions {
  const controlOf = async (asset: string, who: string): Promise<PipelineControl> => {
    const pipeline = (await loadToldPipelines(pool)).find(({ registry }) => registry.has(asset));
    if (pipeline === undefined) {
      throw assetUnknown({
        message: `no worker has told of an asset named ${JSON.stringify(asset)}`,
        details: { asset },
      });
    }
    return pipelineControl({ pool, registry: pipeline.registry, by: `console ${who}` });
  };
  const told = (action: string, who: string, fields: object, done: Done): Done => {
    log.info({ action, who, ...fields, says: done.says }, 'console.action');
    return done;
  };

  return {
    run: async ({ asset, partition }, who) => {
      const place = { asset, partition };
      await (await controlOf(asset, who)).request(place);
      return told('run', who, place, { says: `asked for ${asset}/${partition}`, places: [place] });
    },
    backfill: async ({ asset, from, to, only }, who) => {
      const places = await (await controlOf(asset, who)).backfill({ asset, from, to, only });
      return told(
        'backfill',
        who,
        { asset, from, to, only },
        { says: `asked for ${places.length} partitions of ${asset}`, places },
      );
    },
    cancel: async ({ asset, partition }, who) => {
      const place = { asset, partition };
      const cancelled = await (await controlOf(asset, who)).cancel(place);
      const says = cancelled
        ? `cancelled ${asset}/${partition}`
        : `${asset}/${partition} was neither requested nor running`;
      return told('cancel', who, place, { says, places: cancelled ? [place] : [] });
    },
    switchSensor: async ({ name, on }, who) => {
      if (!(await setSensor(pool, name, on))) {
        throw sensorUnknown({ message: `there is no sensor named ${JSON.stringify(name)}`, details: { sensor: name } });
      }
      return told(
        'sensor',
        who,
        { sensor: name, on },
        { says: `${name} is switched ${on ? 'on' : 'off'}`, places: [] },
      );
    },
  };
}
