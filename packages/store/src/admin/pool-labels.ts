import { markOf, type PoolId, poolId } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { type Actor, recordAct } from './acts.ts';
import { storableText } from './storable-text.ts';

/** What administrators call a pool. */
export interface PoolLabel {
  /** '' : none */
  readonly group: string;
  /** it imitates another pool */
  readonly imposter: boolean;
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
  const { rows } = await tx.query<{ group_name: string; imposter: boolean; changes: bigint }>(
    `select group_name, imposter, changes from pool_label where pool_id = decode($1, 'hex') for update`,
    [pool],
  );
  const before = labelIn(rows[0]);
  const after: PoolLabel = {
    group: given.group === undefined ? before.group : storableText(given.group),
    imposter: given.imposter ?? before.imposter,
  };
  // Who labels a pool for the first time says so also by what it is without a label: his word replaces what Firebase had of old.
  if (after.group === before.group && after.imposter === before.imposter && rows[0]?.changes !== 0n) return false;
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
  const { rows } = await db.query<{ pool: string; group_name: string; imposter: boolean }>({
    name: 'pool-labels',
    text: `
      select asked.pool, l.group_name, l.imposter from unnest($1::text[]) as asked (pool)
      join pool_label l on l.pool_id = decode(asked.pool, 'hex')`,
    values: [pools],
  });
  return new Map(rows.map((row) => [poolId(row.pool), labelIn(row)]));
}

const labelIn = (row: { readonly group_name: string; readonly imposter: boolean } | undefined): PoolLabel => ({
  group: row?.group_name ?? '',
  imposter: row?.imposter ?? false,
});
