import {
  type DocumentMark,
  type EcosystemFigures,
  type Epoch,
  epochPlus,
  isOlder,
  type LiveLedger,
  markOf,
  ratioText,
  type StakeChangeNotice,
  stakeChange,
  type UnixMs,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { enqueueNotices } from '../notices/index.ts';
import { claimants } from '../operators/speakers.ts';
import { type LiveGeneration, readLiveGeneration } from './live-generation.ts';
import { type LivePoolChange, type LivePoolRow, replaceLivePools } from './live-pools.ts';
import { loadLiveStake } from './load-live-stake.ts';

export interface LiveStakeToSave {
  readonly ledger: LiveLedger;
  /** in the order of the ledger's pools */
  readonly pools: readonly LivePoolRow[];
  readonly figures: EcosystemFigures;
  readonly takenAtMs: UnixMs;
  /** hex, of the file it came in */
  readonly sha256: string;
  /** what was taken before this is told nobody: it is no news */
  readonly tellFromMs: number;
}

export interface SavedLiveStake {
  /** `older`: a newer generation is loaded, and stays */
  readonly outcome: 'loaded' | 'older';
  readonly changedRows: number;
  readonly changedPools: number;
  readonly notices: number;
}

const NOTHING_SAVED: SavedLiveStake = { outcome: 'older', changedRows: 0, changedPools: 0, notices: 0 };

/**
 * Puts a generation of live stake in the place of the one before, whole, and says what people are told and which documents
 * change. The same one again changes nothing and tells nobody.
 */
export async function saveLiveStake(tx: Transaction, saved: LiveStakeToSave): Promise<SavedLiveStake> {
  // One generation at a time; readers go on.
  await tx.query('lock table live_generation in share row exclusive mode');
  const before = await readLiveGeneration(tx);
  if (before !== null && isOlder({ ...saved.ledger.place, takenAtMs: saved.takenAtMs }, before)) return NOTHING_SAVED;
  const {
    rows: changedRows,
    pools: touched,
    users,
  } = await loadLiveStake(tx, {
    delegators: saved.ledger.delegators,
    pools: saved.ledger.pools.map(({ poolId }) => poolId),
  });
  const changes = await replaceLivePools(tx, saved.pools);
  await saveHead(tx, saved);
  const notices = before === null ? [] : noticesOf(changes, saved);
  const told = await enqueueNotices(tx, notices);
  await markDocuments(tx, [
    ...changes.flatMap(marksOfPool),
    ...touched.map(markOf.liveDelegators),
    ...[...users, ...(await claimants(tx))].map(markOf.user),
    ...(changes.length > 0 ? [markOf.liveStakeColumn()] : []),
    markOf.ecosystem('live'),
    ...epochMarks(before, saved.ledger.place.epoch),
  ]);
  return { outcome: 'loaded', changedRows, changedPools: changes.length, notices: told };
}

async function saveHead(tx: Transaction, { ledger, figures, takenAtMs, sha256 }: LiveStakeToSave): Promise<void> {
  const takenAt = new Date(takenAtMs);
  await tx.query(
    `insert into stats_history (taken_at, epoch, circulation, reserves, treasury, optimal_pool_count, decentralisation,
       saturation, saturated, total_staked, max_live_stake, delegators, active_pools, total_pledge,
       total_honored_pledge, average_pledge, average_fixed_fee, average_variable_fee)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
     on conflict (taken_at) do update set epoch = excluded.epoch, circulation = excluded.circulation,
       reserves = excluded.reserves, treasury = excluded.treasury, optimal_pool_count = excluded.optimal_pool_count,
       decentralisation = excluded.decentralisation, saturation = excluded.saturation, saturated = excluded.saturated,
       total_staked = excluded.total_staked, max_live_stake = excluded.max_live_stake, delegators = excluded.delegators,
       active_pools = excluded.active_pools, total_pledge = excluded.total_pledge,
       total_honored_pledge = excluded.total_honored_pledge, average_pledge = excluded.average_pledge,
       average_fixed_fee = excluded.average_fixed_fee, average_variable_fee = excluded.average_variable_fee`,
    [
      takenAt,
      ledger.place.epoch,
      figures.circulation,
      ledger.pots.reserves,
      ledger.pots.treasury,
      ledger.optimalPoolCount,
      ratioText(ledger.decentralisation),
      figures.saturation,
      figures.saturated,
      figures.totalStaked,
      figures.maxLiveStake,
      figures.delegators,
      figures.activePools,
      figures.totalPledge,
      figures.totalHonoredPledge,
      figures.averagePledge,
      figures.averageFixedFee,
      figures.averageVariableFee,
    ],
  );
  await tx.query(
    `insert into live_generation (sha256, epoch, blocks, slot, taken_at) values (decode($1, 'hex'), $2, $3, $4, $5)
     on conflict (only_row) do update set sha256 = excluded.sha256, epoch = excluded.epoch, blocks = excluded.blocks,
       slot = excluded.slot, taken_at = excluded.taken_at`,
    [sha256, ledger.place.epoch, ledger.place.blocks, ledger.point?.slot ?? null, takenAt],
  );
}

/** A pool that is new had nothing before, one that is gone has nothing now. */
function noticesOf(changes: readonly LivePoolChange[], given: LiveStakeToSave): StakeChangeNotice[] {
  if (given.takenAtMs < given.tellFromMs) return [];
  return changes.flatMap(({ pool, before, now }) => {
    const stakes = { before: before?.stake ?? 0n, now: now?.stake ?? 0n };
    return stakes.before === stakes.now ? [] : [stakeChange({ pool, ...stakes, generation: given.sha256 })];
  });
}

const marksOfPool = ({ pool }: LivePoolChange): DocumentMark[] => [
  markOf.pool(pool),
  markOf.poolStats(pool),
  // Also of a pool that nobody delegates to: clients take a missing file for an error.
  markOf.liveDelegators(pool),
];

/** What the figures of the coming epochs are, as far as no snapshot and no pots say it (original.md 2.4: N+2). */
function epochMarks(before: LiveGeneration | null, now: Epoch): DocumentMark[] {
  const from = Math.min(before?.epoch ?? now, now);
  const epochs = Array.from({ length: now + 3 - from }, (_, ahead) => epochPlus(now, 2 - ahead));
  return epochs.flatMap((of) => [markOf.circulatingSupply(of), markOf.totalActiveStake(of)]);
}
