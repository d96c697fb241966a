import { epochRegistry } from '@pooltool/epoch-processing';
import { type PipelineControl, pipelineControl, type Registry } from '@pooltool/pipeline';
import { readNetwork } from '@pooltool/store';
import { withDatabase } from './database.ts';
import { withObjectStore } from './object-store.ts';

/** Does `work` with the control of the Cardano epoch's assets, on the network the database is for. */
export const withEpochControl = <Result>(
  work: (control: PipelineControl, registry: Registry) => Promise<Result>,
): Promise<Result> =>
  withDatabase((pool) =>
    // The assets close over an object store; nothing is loaded here, so it is never asked.
    withObjectStore(async (objects) => {
      const registry = epochRegistry({ network: await readNetwork(pool), objects });
      return work(pipelineControl({ pool, registry }), registry);
    }),
  );
