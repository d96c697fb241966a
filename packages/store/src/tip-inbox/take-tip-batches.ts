import type { Transaction } from '@pooltool/shared-utils/pg';

/** A message is taken in some 10 µs; more rows than this would be locked for nothing. */
const MOST_BATCHES = 1_000;

/**
 * Takes the oldest batches that nobody else is taking, whole, until `limit` messages are reached, and at least one. They are
 * gone when `tx` commits and there again when it does not.
 */
export async function takeTipBatches(tx: Transaction, limit: number): Promise<readonly unknown[][]> {
  const { rows } = await tx.query<{ messages: unknown[] }>({
    name: 'take-tip-batches',
    text: `
      with free as materialized (
        select batch, size from tip_inbox order by batch limit $2 for update skip locked
      ), counted as (
        select batch, sum(size) over (order by batch) as upto, row_number() over (order by batch) as place from free
      ), taken as (
        delete from tip_inbox where batch in (select batch from counted where upto <= $1 or place = 1)
        returning batch, messages
      )
      select messages from taken order by batch`,
    values: [limit, MOST_BATCHES],
  });
  return rows.map(({ messages }) => messages);
}
