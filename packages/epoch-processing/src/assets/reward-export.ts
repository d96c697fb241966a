import { join } from 'node:path';
import type { Network } from '@pooltool/domain';
import { type Asset, defineAsset, meta, need } from '@pooltool/pipeline';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { type RewardExport, saveRewardExport } from '@pooltool/store';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { EXPORT_COLUMNS } from '../export/earner-lines.ts';
import { putFile, writeExport } from '../export/export-file.ts';
import { exportKey } from '../object-keys.ts';
import { LARGE_ROW_GROUP, withParquetWriter } from '../parquet/parquet-writer.ts';
import { patient } from '../patience.ts';

interface Exported extends RewardExport {
  readonly bytes: { readonly csv: number; readonly parquet: number };
}

/** What everybody staked and earned in the epoch as files for everybody: once as a forecast, again when it was paid. */
export const rewardExport = ({ network, published }: { network: Network; published: ObjectStore }): Asset =>
  defineAsset<Exported, Exported>({
    name: 'reward_export',
    description: 'What everybody staked and earned in the epoch, as CSV and Parquet for everybody',
    partitions: epochs,
    retry: patient,
    heavy: true,
    // One of them is enough; what is exported is what stands in the tables.
    needs: [need('rewards_forecast', { optional: true }), need('rewards', { optional: true })],
    load: ({ pool, partition, signal }) => {
      const earned = epochOf(partition);
      return withParquetWriter(async (writer) => {
        const paths = { csv: join(writer.folder, 'export.csv'), parquet: join(writer.folder, 'export.parquet') };
        const written = await writeExport(pool, { earned, path: paths.csv });
        await writer.fromCsv(
          { path: paths.csv, columns: EXPORT_COLUMNS, header: true, rowGroupRows: LARGE_ROW_GROUP },
          paths.parquet,
        );
        const put = (ending: 'csv' | 'parquet', contentType: string) => {
          // Whoever was given up for dead must not replace what came after it.
          signal.throwIfAborted();
          return putFile(published, { path: paths[ending], key: keyOf(ending), contentType });
        };
        const keyOf = (ending: 'csv' | 'parquet') => exportKey(network, earned, ending);
        const csv = await put('csv', 'text/csv');
        const parquet = await put('parquet', 'application/vnd.apache.parquet');
        return { earned, ...written, csv, parquet, bytes: { csv: csv.bytes, parquet: parquet.bytes } };
      });
    },
    compute: (exported) => exported,
    save: (tx, exported) => saveRewardExport(tx, exported),
    metadata: ({ status, rows, csv, parquet, bytes }) => ({
      of: meta.text(status),
      rows: meta.count(rows),
      csv: meta.text(csv.key),
      csv_bytes: meta.count(bytes.csv),
      parquet: meta.text(parquet.key),
      parquet_bytes: meta.count(bytes.parquet),
    }),
  });
