import type { Queryable } from '@pooltool/shared-utils/pg';

/** A batch of messages as JSON: what they are is the inbox's matter. */
export interface TipBatch {
  readonly size: number;
  readonly json: string;
}

/** Keeps batches, in their order, in one statement. They are safe when it resolves. */
export async function putTipBatches(db: Queryable, batches: readonly TipBatch[]): Promise<void> {
  await db.query({
    name: 'put-tip-batches',
    text: `
      insert into tip_inbox (size, messages)
      select size, messages::jsonb from unnest($1::int[], $2::text[]) with ordinality as b (size, messages, place)
      order by place`,
    values: [batches.map(({ size }) => size), batches.map(({ json }) => json)],
  });
}
