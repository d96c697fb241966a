import { join } from 'node:path';
import { quoteIdentifier } from '../../../packages/shared-utils/src/pg/index.ts';
import { secondsOf } from '../timing.ts';
import type { EpochStage } from './stage.ts';

/** How long the server's own COPY takes for the rows of these tables: out of a file, into a bare table without an index. */
export async function copySeconds({ pool, dataDir }: EpochStage, tables: readonly string[]): Promise<number> {
  let seconds = 0;
  for (const name of tables) {
    const table = quoteIdentifier(name);
    const file = join(dataDir, `bench-${name}.tsv`);
    await pool.query(`copy ${table} to '${file}'`);
    await pool.query(`create table bare (like ${table})`);
    await pool.query('checkpoint');
    seconds += await secondsOf(() => pool.query(`copy bare from '${file}'`));
    await pool.query('drop table bare');
  }
  return seconds;
}
