import { type BlockHash, blockHash, type Epoch, epoch, type Height, height } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** An epoch of our chain of which there are tip reports. */
export interface ReportedEpoch {
  readonly epoch: Epoch;
  readonly lastHeight: Height;
  /** Its last block's: as long as it is the same, so are all blocks of the epoch. */
  readonly lastHash: BlockHash;
}

/** Those after `after` and before `before`, ascending, `limit` at most. */
export async function reportedEpochs(
  db: Queryable,
  { after, before, limit }: { readonly after: number; readonly before: number; readonly limit: number },
): Promise<ReportedEpoch[]> {
  const { rows } = await db.query<{ epoch: number; last_height: bigint; hash: string }>({
    name: 'reported-epochs',
    text: `
      select c.epoch, c.last_height, encode(b.hash, 'hex') as hash
      from epoch_chain c join block b on b.height = c.last_height and b.era > 0
      where c.epoch > $1 and c.epoch < $2 and exists (select from reported_block r where r.epoch = c.epoch)
      order by c.epoch limit $3`,
    values: [after, before, limit],
  });
  return rows.map((row) => ({
    epoch: epoch(row.epoch),
    lastHeight: height(Number(row.last_height)),
    lastHash: blockHash(row.hash),
  }));
}
