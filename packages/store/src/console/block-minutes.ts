import type { Queryable } from '@pooltool/shared-utils/pg';

/** The blocks of one minute of slots; minutes without a block have no row. */
export interface BlockMinute {
  /** counted from the window's first slot, from 0 */
  readonly minute: number;
  readonly blocks: number;
  readonly transactions: number;
}

/**
 * Blocks per minute by their slots' times, from `firstSlot` on for `minutes`. Reads the index by slot: an hour holds
 * some 180 blocks on mainnet.
 */
export async function loadBlockMinutes(
  on: Queryable,
  {
    firstSlot,
    slotsPerMinute,
    minutes,
  }: { readonly firstSlot: number; readonly slotsPerMinute: number; readonly minutes: number },
): Promise<BlockMinute[]> {
  const { rows } = await on.query<BlockMinute>({
    name: 'console-block-minutes',
    text: `
      select floor((slot - $1::int8) / $2::float8)::int4 as minute, count(*)::int4 as blocks,
             sum(transactions)::int4 as transactions
      from block
      where slot >= $1::int8 and slot < $1::int8 + ceil($2::float8 * $3)::int8 and era > 0
      group by 1 order by 1`,
    values: [firstSlot, slotsPerMinute, minutes],
  });
  return rows.filter(({ minute }) => minute < minutes);
}
