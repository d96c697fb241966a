import { type BlockHash, blockHash, type Height, type PoolId, poolId, type Slot, slot } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** How one block travelled, as pools' nodes tell it. */
export interface BlockReports {
  readonly hash: BlockHash;
  /** which all delays are measured from */
  readonly slot: Slot;
  /** of each pool that gave a time one, in the order in which they reached us */
  readonly arrivals: readonly Arrival[];
  /** null: nobody told */
  readonly protocol: ProtocolShown | null;
}

export interface Arrival {
  readonly pool: PoolId;
  /** ms from the slot's start, by the reporter's clock, as it came */
  readonly delayMs: number;
  /** what the node says of itself today, '' where nothing */
  readonly version: string;
}

export interface ProtocolShown {
  readonly major: number;
  readonly minor: number;
}

export interface BlockAsked {
  readonly height: Height;
  readonly hash: BlockHash;
}

/**
 * Reports that name the block's true slot, whatever else they say, because their delays are measured from there; of several
 * nodes of a pool the one that reached us first speaks for it. The slot is true by our chain, else as the height was judged, else by
 * most reports. Blocks nobody reported are left out. Two queries, however many blocks.
 */
export async function blockReports(
  db: Queryable,
  asked: readonly BlockAsked[],
): Promise<ReadonlyMap<BlockHash, BlockReports>> {
  if (asked.length === 0) return new Map();
  const { rows } = await db.query<ClaimRow>({
    name: 'claims-of-blocks',
    text: CLAIMS,
    values: [asked.map(({ height }) => height), asked.map(({ hash }) => hash)],
  });
  const reporters = await reportersOf(db, new Set(rows.flatMap((row) => row.reporters)));
  return new Map(
    [...Map.groupBy(rows, (row) => row.hash)].map(([hash, claims]) => [
      blockHash(hash),
      reportsOf(blockHash(hash), claims, reporters),
    ]),
  );
}

const CLAIMS = `
  with asked as (
    select distinct on (hash) height, decode(hash, 'hex') as hash from unnest($1::bigint[], $2::text[]) as a (height, hash) order by hash, height
  ), held as (
    select hash, slot, protocol_major, protocol_minor from block where hash in (select hash from asked)
    union all
    select hash, slot, protocol_major, protocol_minor from undone_block u
    where hash in (select hash from asked) and not exists (select from block b where b.hash = u.hash)
  )
  select encode(asked.hash, 'hex') as hash, r.slot, held.protocol_major, held.protocol_minor, r.reporters, r.delays, r.received
  from asked
  left join held using (hash)
  left join judged_block judged using (height, hash)
  cross join lateral (
    select coalesce(held.slot, judged.slot, (
      select slot from reported_block claim where claim.hash = asked.hash
      order by cardinality(reporters) desc, slot limit 1)) as slot) as measured
  join reported_block r on r.hash = asked.hash and r.slot = measured.slot
  order by asked.hash, r.height, r.pool_id`;

interface ClaimRow {
  readonly hash: string;
  readonly slot: bigint;
  readonly protocol_major: number | null;
  readonly protocol_minor: number | null;
  readonly reporters: readonly number[];
  readonly delays: readonly (number | null)[];
  readonly received: readonly number[];
}

interface KnownReporter {
  readonly pool: PoolId;
  readonly version: string;
  readonly protocol: ProtocolShown | null;
}

async function reportersOf(db: Queryable, ids: ReadonlySet<number>): Promise<ReadonlyMap<number, KnownReporter>> {
  if (ids.size === 0) return new Map();
  const { rows } = await db.query<ReporterRow>({
    name: 'reporters-of-blocks',
    text: `
      select reporter_id, encode(pool_id, 'hex') as pool, coalesce(version, '') as version, protocol_major, protocol_minor
      from reporter where reporter_id = any($1::int[])`,
    values: [[...ids]],
  });
  return new Map(
    rows.map((row) => [
      row.reporter_id,
      {
        pool: poolId(row.pool),
        version: row.version.trim(),
        protocol: protocolOf(row),
      },
    ]),
  );
}

interface ReporterRow {
  readonly reporter_id: number;
  readonly pool: string;
  readonly version: string;
  readonly protocol_major: number | null;
  readonly protocol_minor: number | null;
}

type ProtocolColumns = Pick<ReporterRow, 'protocol_major' | 'protocol_minor'>;

const protocolOf = ({ protocol_major: major, protocol_minor: minor }: ProtocolColumns): ProtocolShown | null =>
  major === null || minor === null ? null : { major, minor };

interface Report {
  readonly by: KnownReporter;
  readonly delayMs: number;
  readonly receivedMs: number;
}

function reportsOf(
  hash: BlockHash,
  claims: readonly ClaimRow[],
  reporters: ReadonlyMap<number, KnownReporter>,
): BlockReports {
  const reports = claims.flatMap((claim) => reportsIn(claim, reporters)).sort(firstToReachUs);
  const speaking = new Map<PoolId, Report>();
  for (const report of reports) if (!speaking.has(report.by.pool)) speaking.set(report.by.pool, report);
  const [claim] = claims;
  return {
    hash,
    slot: slot(Number(claim?.slot ?? 0n)),
    arrivals: [...speaking.values()].map(({ by, delayMs }) => ({ pool: by.pool, delayMs, version: by.version })),
    // A header says it for sure; without one the first node that told its own.
    protocol: (claim && protocolOf(claim)) ?? reports.find(({ by }) => by.protocol !== null)?.by.protocol ?? null,
  };
}

const reportsIn = (claim: ClaimRow, reporters: ReadonlyMap<number, KnownReporter>): Report[] =>
  claim.reporters.flatMap((id, at) => {
    const by = reporters.get(id);
    const [delayMs, receivedMs] = [claim.delays[at], claim.received[at]];
    return by === undefined || delayMs == null || receivedMs === undefined ? [] : [{ by, delayMs, receivedMs }];
  });

const firstToReachUs = (one: Report, other: Report): number =>
  one.receivedMs - other.receivedMs || one.delayMs - other.delayMs || (one.by.pool < other.by.pool ? -1 : 1);
