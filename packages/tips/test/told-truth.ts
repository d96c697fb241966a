import type { TipMessage } from '@pooltool/domain';
import type { Pool } from '@pooltool/shared-utils/pg';
import { readReporterStates, readReports } from '@pooltool/store';
import { tableRows } from '@pooltool/store/testing';

/**
 * All that the loop makes of messages, without what depends on when it was done: marks, samples, and the numbers of
 * reporters, which are given in the order they came.
 */
export async function toldTruth(pool: Pool, messages: readonly TipMessage[]) {
  const reports = [];
  for (const hash of [...new Set(messages.map((message) => message.hash))].sort()) {
    reports.push(await readReports(pool, hash));
  }
  const { rows: headers } = await pool.query(
    `select encode(hash, 'hex') as hash, height, slot, encode(pool_id, 'hex') as pool, encode(block_vrf, 'hex') as output,
       encode(parent, 'hex') as parent, evidence, provable,
       array(select encode(p.pool_id, 'hex') || '#' || p.node from reporter p where p.reporter_id = any (reporters) order by 1) as reporters
     from reported_header order by 1, 2, 3, 4, 5, 6`,
  );
  return {
    reports,
    headers,
    reporters: await readReporterStates(pool),
    judged: await tableRows(pool, { tables: ['judged_height', 'judged_block'] }),
    waiting: (await pool.query('select from tip_inbox')).rowCount,
  };
}
