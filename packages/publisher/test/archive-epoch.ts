import { epoch } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { moveToArchive } from '@pooltool/store/archive';
import { makeEpochShard } from '../../epoch-processing/src/archive/epoch-shard.ts';
import { readBack } from '../../epoch-processing/src/archive/read-back.ts';
import { withParquetWriter } from '../../epoch-processing/src/parquet/parquet-writer.ts';
import type { Stage } from './stage.ts';

/** What the asset does. All keys of the small truth begin alike: one object. An epoch without rows stays. */
export const archiveEpoch = ({ database: { pool }, objects }: Stage, of: number): Promise<void> =>
  withParquetWriter(async (writer) => {
    const place = { epoch: epoch(of), prefix: '00', folder: `archive/${of}` };
    const stored = await makeEpochShard({ pool, objects, writer }, place);
    if (stored === null) return;
    const shard = await readBack(objects, stored);
    await inTransaction(pool, (tx) =>
      moveToArchive(tx, { epoch: epoch(of), shards: [shard], lovelace: shard.lovelace }),
    );
  });
