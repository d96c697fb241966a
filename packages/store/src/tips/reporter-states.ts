import { blockHash, height, nodeName, poolId, type ReporterState, type TipMessage, unixMs } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/**
 * Keeps of each reporter the last that it told: by when it reached us and, of two that did at once, by what they say, so
 * that neither order nor repeats matter. Reporters have to be known (`recordReports` makes them).
 */
export async function recordReporterStates(tx: Transaction, messages: readonly TipMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await tx.query({
    name: 'record-reporter-states',
    text: RECORD,
    values: [
      messages.map(({ reporter }) => reporter.pool),
      messages.map(({ reporter }) => reporter.node),
      messages.map(({ receivedAt }) => receivedAt),
      messages.map(({ slot }) => slot),
      messages.map(({ height }) => height),
      messages.map(({ hash }) => hash),
      messages.map(({ parent }) => parent),
      messages.map(({ version }) => version),
      messages.map(({ platform }) => platform),
      messages.map(({ protocol }) => protocol && int4(protocol.major)),
      messages.map(({ protocol }) => protocol && int4(protocol.minor)),
    ],
  });
}

const MOST = 2 ** 31 - 1;

/** No version is that high: who says so anyway must not keep what others say from being written. */
const int4 = (value: number): number => Math.max(-MOST, Math.min(MOST, Math.trunc(value)));

const RECORD = `
  with given as (
    select decode(pool, 'hex') as pool_id, node, received, slot, height, decode(hash, 'hex') as hash,
      decode(parent, 'hex') as parent, version, platform, major, minor
    from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[],
      $9::text[], $10::int[], $11::int[])
      as g (pool, node, received, slot, height, hash, parent, version, platform, major, minor)
  ), newest as (
    select distinct on (pool_id, node) * from given
    order by pool_id, node, received desc, slot desc, height desc, hash desc, coalesce(parent, '') desc,
      version desc, platform desc, coalesce(major, -1) desc, coalesce(minor, -1) desc
  )
  update reporter r set version = n.version, platform = n.platform, protocol_major = n.major, protocol_minor = n.minor,
    last_hash = n.hash, last_parent = n.parent, last_height = n.height, last_slot = n.slot, last_received = n.received
  from newest n
  where r.pool_id = n.pool_id and r.node = n.node and (r.last_received is null
    or (r.last_received, r.last_slot, r.last_height, r.last_hash, coalesce(r.last_parent, ''), r.version, r.platform,
        coalesce(r.protocol_major, -1), coalesce(r.protocol_minor, -1))
      < (n.received, n.slot, n.height, n.hash, coalesce(n.parent, ''), n.version, n.platform,
        coalesce(n.major, -1), coalesce(n.minor, -1)))`;

/** Of every node that ever told anything, the last; by pool and node. */
export async function readReporterStates(db: Queryable): Promise<ReporterState[]> {
  const { rows } = await db.query<Row>({
    name: 'read-reporter-states',
    text: `
      select encode(pool_id, 'hex') as pool, node, last_received, last_height, encode(last_hash, 'hex') as hash, version,
        platform
      from reporter where last_received is not null order by pool_id, node collate "C"`,
  });
  return rows.map((row) => ({
    reporter: { pool: poolId(row.pool), node: nodeName(row.node) },
    receivedAt: unixMs(Number(row.last_received)),
    height: height(Number(row.last_height)),
    hash: blockHash(row.hash),
    version: row.version,
    platform: row.platform,
  }));
}

interface Row {
  readonly pool: string;
  readonly node: string;
  readonly last_received: bigint;
  readonly last_height: bigint;
  readonly hash: string;
  readonly version: string;
  readonly platform: string;
}
