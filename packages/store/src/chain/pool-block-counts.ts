import {
  type BlockFacts,
  type ChainBeginning,
  epoch,
  type NumberedBlock,
  numberBlocks,
  type PoolBlockCount,
  poolId,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/** For a roll forward, behind the statements that insert the blocks and count them: which of its pool's each block is. */
export async function numberedBlocks(tx: Transaction, facts: readonly BlockFacts[]): Promise<readonly NumberedBlock[]> {
  const made = new Map(
    facts.flatMap(({ block, epoch }) =>
      block.issuer === null ? [] : [[`${block.issuer.poolId}/${epoch}`, { pool: block.issuer.poolId, epoch }] as const],
    ),
  );
  if (made.size === 0) return [];
  const { rows } = await tx.query<Row>({
    name: 'pool-block-counts',
    text: `
      select made.pool, made.epoch, e.blocks as in_epoch, p.life_blocks as counted, p.blocks_before as before,
        first.from_genesis, first.epoch as first_epoch
      from unnest($1::text[], $2::int[]) as made (pool, epoch)
      join pool p on p.pool_id = decode(made.pool, 'hex')
      join pool_epoch_blocks e on e.pool_id = p.pool_id and e.epoch = made.epoch
      cross join (
        select epoch, parent_hash is null or height = 0 as from_genesis from block order by slot, height limit 1) first`,
    values: [[...made.values()].map(({ pool }) => pool), [...made.values()].map((one) => one.epoch)],
  });
  const [row] = rows;
  return row === undefined ? [] : numberBlocks(facts, rows.map(countOf), beginningOf(row));
}

interface Row {
  readonly pool: string;
  readonly epoch: number;
  readonly in_epoch: number;
  readonly counted: number;
  readonly before: number | null;
  readonly from_genesis: boolean;
  readonly first_epoch: number;
}

const countOf = (row: Row): PoolBlockCount => ({
  pool: poolId(row.pool),
  epoch: epoch(row.epoch),
  inEpoch: row.in_epoch,
  counted: row.counted,
  before: row.before,
});

const beginningOf = ({ from_genesis, first_epoch }: Row): ChainBeginning => ({
  fromGenesis: from_genesis,
  firstEpoch: epoch(first_epoch),
});
