import { epochSlotOf, lovelace, type Network } from '@pooltool/domain';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { canonicalJson, type JsonObject } from '@pooltool/shared-utils/json';
import type { BattleSample } from '../../battles/battle-samples.ts';
import type { BattleTrend } from '../../battles/battle-trends.ts';
import type { ProtocolVersion } from '../../battles/protocol-versions.ts';
import type { BattleCounts, RecentFork } from '../../battles/recent-battles.ts';
import { NO_WORDS } from '../../pools/pool-words.ts';

/** Ecosystem's `battleData` (clients.md 1.6): the app needs all four. */
export const battleCountsRecord = (counts: BattleCounts | null): JsonObject => ({
  recentBattles: counts?.battles ?? 0,
  recentForkers: counts?.forks ?? 0,
  recentSlotBattles: counts?.slotBattles ?? 0,
  recentHeightBattles: counts?.heightBattles ?? 0,
});

/** One moment of `stats/battledata.json`; `time` in seconds, `currentslot` from the epoch's beginning. */
export const battleSampleRecord = (sample: BattleSample, network: Network): JsonObject => ({
  time: Math.floor(sample.at / 1_000),
  ...battleCountsRecord(sample),
  currentepoch: sample.epoch,
  currentslot: epochSlotOf(network, sample.slot),
  currentheight: sample.height,
});

/** `stats/trendingbattles.json`: `hash` is a number that is another one when anything of it is. */
export function trendsRecord(trends: readonly BattleTrend[]): { readonly hash: number } & JsonObject {
  const trendingbattles = trends.map(trendRecord);
  return { hash: numberOf(trendingbattles), trendingbattles };
}

/** Milliseconds, kB and transactions of the average block. */
const trendRecord = (trend: BattleTrend): JsonObject => ({
  epoch: trend.epoch,
  battles: trend.battles,
  forkerblocks: trend.forks,
  slotbattleblocks: trend.slotBattles,
  heightbattleblocks: trend.heightBattles,
  prop_delay: trend.delayMs ?? 0,
  avg_size: trend.blocks === 0 ? 0 : hundredths(trend.size / trend.blocks / 1_000),
  avg_tx: trend.blocks === 0 ? 0 : hundredths(trend.transactions / trend.blocks),
});

const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** 48 bits of its hash, which both sites take for a number; 0 of nothing. */
const numberOf = (records: readonly JsonObject[]): number =>
  records.length === 0 ? 0 : Number.parseInt(sha256Hex(canonicalJson(records)).slice(0, 12), 16);

/** By height, who made two blocks there (clients.md 1.6). */
export const forksRecord = (forks: readonly RecentFork[]): JsonObject =>
  Object.fromEntries(
    forks.map(({ height, epoch, pool }) => [
      height,
      { epoch, block_no: height, pool_id: pool ?? '', pool_ticker: NO_WORDS.ticker },
    ]),
  );

/** `ecosystem.protocolVersions`: the app needs a map, and the database has none that is empty, so no version is one too. */
export const versionsRecord = (versions: readonly ProtocolVersion[]): JsonObject =>
  Object.fromEntries(
    (versions.length === 0 ? [NO_VERSION] : versions).map((version) => [
      versionKey(version),
      {
        ver: `${version.major}.${version.minor}`,
        qty: version.pools,
        stake: version.stake,
        blocks: version.blocks,
        blocks1hr: version.blocks1h,
        blocks6hr: version.blocks6h,
        blocks12hr: version.blocks12h,
        blocks24hr: version.blocks24h,
      },
    ]),
  );

/** `ecosystem.protocolBlockVersions`: only that it is a map matters to the app. */
export const blockVersionsRecord = (versions: readonly ProtocolVersion[]): JsonObject =>
  Object.fromEntries(
    (versions.length === 0 ? [NO_VERSION] : versions).map((version) => [versionKey(version), version.blocks]),
  );

const versionKey = ({ major, minor }: Pick<ProtocolVersion, 'major' | 'minor'>): string => `${major}_${minor}`;

const NO_VERSION: ProtocolVersion = {
  major: 0,
  minor: 0,
  pools: 0,
  stake: lovelace(0n),
  blocks: 0,
  blocks1h: 0,
  blocks6h: 0,
  blocks12h: 0,
  blocks24h: 0,
};
