import type { Tip } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** What a roll backward to a block would undo. */
export interface WhatFollows {
  readonly blocks: number;
  /** of the undone blocks; null when there are none */
  readonly firstEpoch: number | null;
  readonly lastEpoch: number | null;
  /** enqueued because of what lies after the block: what is not sent yet will be withdrawn */
  readonly notices: number;
}

/** Only reads: for an operator, before it is done. */
export async function whatFollows(db: Queryable, { slot, height }: Tip): Promise<WhatFollows> {
  const { rows } = await db.query<WhatFollows>(
    `select count(*)::int4 as blocks, min(epoch) as "firstEpoch", max(epoch) as "lastEpoch",
       (select count(*)::int4 from notice where slot > $1 and state = 'enqueued') as notices
     from block where (slot, height) > ($1, $2)`,
    [slot, height],
  );
  return rows[0] ?? { blocks: 0, firstEpoch: null, lastEpoch: null, notices: 0 };
}
