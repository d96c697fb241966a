import type { Queryable } from '@pooltool/shared-utils/pg';

export interface StandingBlock {
  /** 0 for `hash32(tag)` and so on */
  readonly tag: number;
  readonly height: number;
  readonly slot: number;
  readonly pool: number | null;
  readonly parent?: number;
  readonly era?: number;
}

/** Puts a block of epoch 3 where readers of battles look: on our chain, or among those undone. */
export async function putBlock(db: Queryable, table: 'block' | 'undone_block', block: StandingBlock): Promise<void> {
  await db.query(
    `insert into ${table} (hash, parent_hash, height, slot, epoch, epoch_slot, era, pool_id, certificate_no, leader_vrf,
       block_vrf, body_size, transactions, invalid_transactions, output, memory_units, step_units
       ${table === 'block' ? '' : ', undone_at'})
     values (decode($1, 'hex'), decode($2, 'hex'), $3, $4, 3, 0, $5, decode($6, 'hex'), 4, decode($7, 'hex'),
       decode($7, 'hex'), 1, 0, 0, 0, 0, 0 ${table === 'block' ? '' : ', now()'})`,
    [
      hex(block.tag, 32),
      block.parent === undefined ? null : hex(block.parent, 32),
      block.height,
      block.slot,
      block.era ?? 7,
      block.pool === null ? null : hex(block.pool, 28),
      hex(block.tag, 64),
    ],
  );
}

export const hex = (tag: number, bytes: number): string => tag.toString(16).padStart(2 * bytes, '0');
