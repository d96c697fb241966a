import { type Lovelace, lovelace, type Tip } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { readNetwork } from '../chain/network.ts';
import { CHAIN_FEED, readSyncPoint } from '../chain/sync-point.ts';
import { hoursBefore, type ProtocolVersion } from './protocol-versions.ts';

/** What our chain said up to a tip. */
interface Said {
  readonly tip: Tip;
  readonly slotLengthMs: number;
  /** by pool: of its newest block */
  readonly newest: ReadonlyMap<string, Version>;
  /** the blocks that are counted, Byron's boundaries left out */
  readonly recent: readonly MadeBlock[];
}

interface Version {
  readonly major: number;
  readonly minor: number;
}

interface MadeBlock extends Version {
  readonly epoch: number;
  readonly slot: number;
}

interface LiveStakes {
  /** of the file; null: none is loaded, and all that made a block count */
  readonly generation: string | null;
  readonly stakes: ReadonlyMap<string, Lovelace>;
}

/**
 * `readProtocolVersions` for whoever asks at every block: of a chain that only became longer the new blocks are read, and live stake
 * when another one is loaded. Whatever was undone meanwhile, all is read anew. Call it in a transaction of one moment.
 */
export function keepProtocolVersions(): (db: Queryable) => Promise<ProtocolVersion[]> {
  let kept: Said | null = null;
  let live: LiveStakes | null = null;
  return async (db) => {
    const tip = await readSyncPoint(db, CHAIN_FEED);
    if (tip === null) return [];
    const said = await saidUpTo(db, tip, kept);
    const stakes = await liveStakes(db, live);
    kept = said;
    live = stakes;
    return counted(said, stakes, await newestEpoch(db));
  };
}

async function saidUpTo(db: Queryable, tip: Tip, before: Said | null): Promise<Said> {
  if (before?.tip.hash === tip.hash) return before;
  const epoch = await newestEpoch(db);
  const slotLengthMs = before?.slotLengthMs ?? (await readNetwork(db)).slotLengthMs;
  const from = Math.min(epoch?.firstSlot ?? tip.slot, hoursBefore(tip, 24, slotLengthMs) + 1);
  if (before === null || !(await stands(db, before.tip))) {
    return { tip, slotLengthMs, newest: await newestOfPools(db), recent: madeOf(await blocksFrom(db, from)) };
  }
  const added = await blocksAfter(db, before.tip);
  const newest = new Map(before.newest);
  for (const { pool, ...block } of added) {
    if (pool === null) continue;
    if (isVersioned(block)) newest.set(pool, block);
    else newest.delete(pool);
  }
  // Forwards blocks only fall out of what is counted.
  return { tip, slotLengthMs, newest, recent: [...before.recent, ...madeOf(added)].filter(({ slot }) => slot >= from) };
}

function counted(
  { tip, slotLengthMs, newest, recent }: Said,
  { generation, stakes }: LiveStakes,
  epoch: NewestEpoch | null,
): ProtocolVersion[] {
  const versions = new Map<string, { -readonly [Field in keyof ProtocolVersion]: ProtocolVersion[Field] }>();
  const of = ({ major, minor }: Version) => {
    const name = `${major}.${minor}`;
    const known = versions.get(name) ?? { ...NOTHING, major, minor };
    versions.set(name, known);
    return known;
  };
  const after1 = hoursBefore(tip, 1, slotLengthMs);
  const after6 = hoursBefore(tip, 6, slotLengthMs);
  const after12 = hoursBefore(tip, 12, slotLengthMs);
  const after24 = hoursBefore(tip, 24, slotLengthMs);
  for (const block of recent) {
    const version = of(block);
    if (block.epoch === epoch?.epoch) version.blocks += 1;
    if (block.slot > after1) version.blocks1h += 1;
    if (block.slot > after6) version.blocks6h += 1;
    if (block.slot > after12) version.blocks12h += 1;
    if (block.slot > after24) version.blocks24h += 1;
  }
  for (const [pool, version] of newest) {
    const stake = stakes.get(pool);
    if (stake === undefined && generation !== null) continue;
    const ready = of(version);
    ready.pools += 1;
    ready.stake = lovelace(ready.stake + (stake ?? 0n));
  }
  return [...versions.values()].sort((one, other) => one.major - other.major || one.minor - other.minor);
}

const NOTHING = { pools: 0, stake: lovelace(0n), blocks: 0, blocks1h: 0, blocks6h: 0, blocks12h: 0, blocks24h: 0 };

interface NewestEpoch {
  readonly epoch: number;
  readonly firstSlot: number;
}

async function newestEpoch(db: Queryable): Promise<NewestEpoch | null> {
  const { rows } = await db.query<{ epoch: number; first_slot: bigint }>({
    name: 'newest-epoch-of-chain',
    text: `select epoch, first_slot from epoch_chain order by epoch desc limit 1`,
  });
  return rows[0] === undefined ? null : { epoch: rows[0].epoch, firstSlot: Number(rows[0].first_slot) };
}

/** Whether the block is on our chain: then all before it are the same as well. */
async function stands(db: Queryable, { hash }: Tip): Promise<boolean> {
  const { rows } = await db.query({
    name: 'block-stands',
    text: `select from block where hash = decode($1, 'hex')`,
    values: [hash],
  });
  return rows.length > 0;
}

async function newestOfPools(db: Queryable): Promise<Map<string, Version>> {
  const { rows } = await db.query<Version & { pool: string }>(`
    select encode(p.pool_id, 'hex') as pool, last.major, last.minor
    from pool p cross join lateral (
      select protocol_major as major, protocol_minor as minor from block b
      where b.pool_id = p.pool_id order by b.epoch desc, b.height desc limit 1) last
    where last.major is not null and last.minor is not null`);
  return new Map(rows.map(({ pool, major, minor }) => [pool, { major, minor }]));
}

const BLOCKS = `
  select encode(pool_id, 'hex') as pool, era, epoch, slot, protocol_major as major, protocol_minor as minor from block`;

interface BlockRow {
  /** null: it was told without its CBOR */
  readonly major: number | null;
  readonly minor: number | null;
  readonly pool: string | null;
  readonly era: number;
  readonly epoch: number;
  readonly slot: bigint;
}

async function blocksFrom(db: Queryable, slot: number): Promise<BlockRow[]> {
  const { rows } = await db.query<BlockRow>(`${BLOCKS} where slot >= $1`, [slot]);
  return rows;
}

async function blocksAfter(db: Queryable, { slot, height }: Tip): Promise<BlockRow[]> {
  const { rows } = await db.query<BlockRow>({
    name: 'versions-of-blocks-after',
    text: `${BLOCKS} where (slot, height) > ($1, $2) order by slot, height`,
    values: [slot, height],
  });
  return rows;
}

const isVersioned = <Row extends Pick<BlockRow, 'major' | 'minor'>>(row: Row): row is Row & Version =>
  row.major !== null && row.minor !== null;

const madeOf = (blocks: readonly BlockRow[]): MadeBlock[] =>
  blocks
    .filter(({ era }) => era > 0)
    .filter(isVersioned)
    .map(({ epoch, slot, major, minor }) => ({ epoch, slot: Number(slot), major, minor }));

async function liveStakes(db: Queryable, before: LiveStakes | null): Promise<LiveStakes> {
  const { rows: loaded } = await db.query<{ generation: string }>({
    name: 'live-generation-loaded',
    text: `select encode(sha256, 'hex') as generation from live_generation`,
  });
  const generation = loaded[0]?.generation ?? null;
  if (before !== null && generation !== null && before.generation === generation) return before;
  const { rows } = await db.query<{ pool: string; stake: bigint }>(
    `select encode(pool_id, 'hex') as pool, stake from live_pool`,
  );
  return { generation, stakes: new Map(rows.map(({ pool, stake }) => [pool, lovelace(stake)])) };
}
