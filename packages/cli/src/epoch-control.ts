import { epochRegistry } from '@pooltool/epoch-processing';
import { type PipelineControl, pipelineControl, type Registry } from '@pooltool/pipeline';
import { objectStoreConnection, objectStoreSettings, openObjectStore } from '@pooltool/shared-utils/aws';
import { defineConfig, readConfig } from '@pooltool/shared-utils/config';
import { readNetwork } from '@pooltool/store';
import { withDatabase } from './database.ts';

const objectStoreConfig = defineConfig({ ...objectStoreSettings });

/** Does `work` with the control of the Cardano epoch's assets, on the network the database is for. */
export function withEpochControl<Result>(
  work: (control: PipelineControl, registry: Registry) => Promise<Result>,
): Promise<Result> {
  return withDatabase(async (pool) => {
    // The assets close over an object store; nothing is loaded here, so it is never asked.
    const objects = openObjectStore(objectStoreConnection(readConfig(objectStoreConfig), () => {}));
    try {
      const registry = epochRegistry({ network: await readNetwork(pool), objects });
      return await work(pipelineControl({ pool, registry }), registry);
    } finally {
      objects.close();
    }
  });
}
