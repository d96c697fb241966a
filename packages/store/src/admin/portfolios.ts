import { markOf } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { type Actor, recordAct } from './acts.ts';
import { type Portfolio, portfolioIn } from './portfolio.ts';

/** Every portfolio there is, by id. */
export async function readPortfolios(db: Queryable): Promise<Portfolio[]> {
  const { rows } = await db.query<{ portfolio_id: string; record: unknown }>(
    `select portfolio_id, record from portfolio order by portfolio_id`,
  );
  return rows.flatMap(({ portfolio_id: id, record }) => portfolioIn(id, record) ?? []);
}

/** These portfolios and no others from now on; keeps the act and has the file drawn. */
export async function replacePortfolios(
  tx: Transaction,
  {
    portfolios,
    user,
    nowMs,
  }: { readonly portfolios: readonly Portfolio[]; readonly user: Actor; readonly nowMs: number },
): Promise<void> {
  await tx.query(`lock table portfolio in share row exclusive mode`);
  const before = await readPortfolios(tx);
  await tx.query(`delete from portfolio`);
  await tx.query(
    `insert into portfolio (portfolio_id, record)
     select id, record::jsonb from unnest($1::text[], $2::text[]) as p (id, record)`,
    [portfolios.map(({ id }) => id), portfolios.map((one) => JSON.stringify(one))],
  );
  const idsOf = (of: readonly Portfolio[]) => ({ ids: of.map(({ id }) => id) });
  await recordAct(tx, {
    user,
    deed: 'portfolios',
    subject: 'all',
    before: idsOf(before),
    after: idsOf(portfolios),
    nowMs,
  });
  await markDocuments(tx, [markOf.portfolios()]);
}
