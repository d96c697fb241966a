import type { Queryable } from '@pooltool/shared-utils/pg';

/** How much there is: for summaries and for whoever waits for an end. */
export interface TruthCounts {
  readonly blocks: number;
  /** that our chain has blocks in */
  readonly epochs: number;
  /** of all earned epochs, forecasts included */
  readonly rewards: number;
  /** drawn at least once */
  readonly documents: number;
  /** marked and not drawn since */
  readonly documentsWaiting: number;
}

export async function countTruth(db: Queryable): Promise<TruthCounts> {
  const { rows } = await db.query<TruthCounts>(
    `select (select coalesce(sum(blocks), 0)::int4 from epoch_chain) as blocks,
       (select count(*)::int4 from epoch_chain) as epochs,
       (select coalesce(sum(rewards), 0)::int4 from reward_epoch) as rewards,
       (select count(*)::int4 from document_state) as documents,
       (select count(*)::int4 from document_mark) as "documentsWaiting"`,
  );
  return rows[0] ?? { blocks: 0, epochs: 0, rewards: 0, documents: 0, documentsWaiting: 0 };
}
