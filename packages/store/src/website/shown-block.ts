import { height } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { newestBlockFile } from '../documents/read-sync.ts';
import type { Newest, Shown } from './records/sync-records.ts';

/** The part of a block's propagation that is the file of the propagation list. */
export const BLOCK_FILE = 'block';

/** The block whose histogram is shown beside the newest sample. Null: nobody reported a block yet. */
export async function shownBlock(db: Queryable, newest: Newest): Promise<Shown> {
  const majority = newest?.figures.majorityHeight ?? null;
  return majority === null ? null : await newestBlockFile(db, { upTo: height(majority), part: BLOCK_FILE });
}
