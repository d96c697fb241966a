import type { Transaction } from '@pooltool/shared-utils/pg';

/**
 * Drops the tip reports of counted epochs that lie `keep` epochs or more behind the newest counted one, and of everything
 * before them, with what was said of headers: their histograms stand. Proven blocks that are not on our chain stay, because
 * lost battles are told by them.
 * @returns how many claims were dropped
 */
export async function dropReports(tx: Transaction, keep: number): Promise<number> {
  const { rows } = await tx.query<{ epoch: number | null }>(
    `select max(epoch) as epoch from propagation_epoch where epoch <= (select max(epoch) from propagation_epoch) - $1`,
    [keep],
  );
  const through = rows[0]?.epoch ?? null;
  if (through === null) return 0;
  await tx.query(`update propagation_epoch set reports_dropped = true where epoch <= $1 and not reports_dropped`, [
    through,
  ]);
  const { rowCount } = await tx.query(
    `delete from reported_block r
     where epoch <= $1 and (evidence < 2 or exists (select from block b where b.hash = r.hash))`,
    [through],
  );
  await tx.query(
    `delete from reported_header h
     where epoch <= $1 and (evidence < 2 or exists (select from block b where b.hash = h.hash))`,
    [through],
  );
  return rowCount ?? 0;
}
