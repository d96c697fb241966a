import { markOf, type PoolId, poolId } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { type Actor, recordAct } from './acts.ts';
import { storableText } from './storable-text.ts';

/** What administrators call a pool. Null: nobody said anything of it here, and what Firebase has of old stays. */
export interface PoolLabel {
  /** '' : none */
  readonly group: string | null;
  /** it imitates another pool */
  readonly imposter: boolean | null;
}

/** PostgreSQL's limit too. */
export const LONGEST_GROUP = 100;

export interface NewPoolLabel {
  readonly pool: PoolId;
  /** absent keeps it, as it does `imposter` */
  readonly group?: string | undefined;
  readonly imposter?: boolean | undefined;
  /** who labels it; that he may is for the caller to know */
  readonly user: Actor;
  readonly nowMs: number;
}

/** Labels a pool, keeps the act and has the pool's documents drawn. @returns false: it was labelled so already, and nothing was changed */
export async function savePoolLabel(tx: Transaction, given: NewPoolLabel): Promise<boolean> {
  const { pool, user, nowMs } = given;
  await tx.query(`insert into pool_label (pool_id) values (decode($1, 'hex')) on conflict do nothing`, [pool]);
  const { rows } = await tx.query<LabelRow>(
    `select group_name, imposter from pool_label where pool_id = decode($1, 'hex') for update`,
    [pool],
  );
  const before = labelIn(rows[0]);
  const after: PoolLabel = {
    group: given.group === undefined ? before.group : storableText(given.group),
    imposter: given.imposter ?? before.imposter,
  };
  if (after.group === before.group && after.imposter === before.imposter) return false;
  await tx.query(
    `update pool_label set group_name = $2, imposter = $3, changes = changes + 1 where pool_id = decode($1, 'hex')`,
    [pool, after.group, after.imposter],
  );
  await recordAct(tx, { user, deed: 'pool-label', subject: pool, before: { ...before }, after: { ...after }, nowMs });
  await markDocuments(tx, [markOf.pool(pool)]);
  return true;
}

/** Of these pools those that were ever labelled. */
export async function poolLabels(db: Queryable, pools: readonly PoolId[]): Promise<ReadonlyMap<PoolId, PoolLabel>> {
  const { rows } = await db.query<LabelRow & { readonly pool: string }>({
    name: 'pool-labels',
    text: `
      select asked.pool, l.group_name, l.imposter from unnest($1::text[]) as asked (pool)
      join pool_label l on l.pool_id = decode(asked.pool, 'hex')`,
    values: [pools],
  });
  return new Map(rows.map((row) => [poolId(row.pool), labelIn(row)]));
}

interface LabelRow {
  readonly group_name: string | null;
  readonly imposter: boolean | null;
}

const labelIn = (row: LabelRow | undefined): PoolLabel => ({
  group: row?.group_name ?? null,
  imposter: row?.imposter ?? null,
});
