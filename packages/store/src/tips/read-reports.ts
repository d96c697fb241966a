import {
  type BlockClaim,
  type BlockHash,
  EVIDENCE,
  type Evidence,
  epoch,
  height,
  nodeName,
  poolId,
  type Reporter,
  slot,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** All reports that agree about one block. */
export interface ReportedBlock {
  readonly block: BlockClaim;
  readonly evidence: Evidence;
  /** by pool and node; ms from the slot's start, by the reporter's clock and by ours */
  readonly reports: readonly {
    readonly reporter: Reporter;
    readonly delayMs: number | null;
    readonly receivedMs: number;
  }[];
}

/** What was reported of a block: nearly always one claim; more where reporters disagree, the one of most reports first. */
export async function readReports(db: Queryable, hash: BlockHash): Promise<ReportedBlock[]> {
  const { rows } = await db.query<Row>({
    name: 'read-reports',
    text: `
      select r.slot, r.height, encode(r.pool_id, 'hex') as producer, r.epoch, r.evidence,
        array_agg(encode(p.pool_id, 'hex') order by p.pool_id, p.node) as pools,
        array_agg(p.node order by p.pool_id, p.node) as nodes,
        array_agg(x.delay order by p.pool_id, p.node) as delays,
        array_agg(x.received order by p.pool_id, p.node) as received
      from reported_block r
      cross join lateral unnest(r.reporters, r.delays, r.received) as x (reporter_id, delay, received)
      join reporter p using (reporter_id)
      where r.hash = decode($1, 'hex')
      group by r.hash, r.slot, r.height, r.pool_id, r.epoch, r.evidence
      order by count(*) desc, r.slot, r.height, r.pool_id`,
    values: [hash],
  });
  return rows.map((row) => ({
    block: {
      hash,
      slot: slot(Number(row.slot)),
      height: height(Number(row.height)),
      epoch: epoch(row.epoch),
      producer: row.producer === null ? null : poolId(row.producer),
    },
    evidence: EVIDENCE[row.evidence] ?? 'claimed',
    reports: row.pools.map((pool, index) => ({
      reporter: { pool: poolId(pool), node: nodeName(row.nodes[index] ?? '') },
      delayMs: row.delays[index] ?? null,
      receivedMs: row.received[index] ?? 0,
    })),
  }));
}

interface Row {
  readonly slot: bigint;
  readonly height: bigint;
  readonly producer: string | null;
  readonly epoch: number;
  readonly evidence: number;
  readonly pools: readonly string[];
  readonly nodes: readonly string[];
  readonly delays: readonly (number | null)[];
  readonly received: readonly number[];
}
