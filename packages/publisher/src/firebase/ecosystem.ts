import {
  decentralisationPercent,
  type EcosystemSection,
  type Network,
  ratioToNumber,
  subjectOf,
} from '@pooltool/domain';
import type { JsonValue } from '@pooltool/shared-utils/json';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { type LiveGeneration, newestAvailableRewards, newestExchangeRates, readLiveGeneration } from '@pooltool/store';
import { readBattleStatistics, readProtocolVersions, readTrends } from '@pooltool/store/battles';
import {
  battleCountsRecord,
  blockVersionsRecord,
  forksRecord,
  pricesRecord,
  trendsRecord,
  versionsRecord,
} from '@pooltool/store/website';
import { onePart } from '../drawing.ts';
import { family } from '../family.ts';

type Fields = Readonly<Record<string, JsonValue>>;
/** Null: nothing is known, and what stands stays. */
type Section = (db: Queryable) => Promise<(network: Network) => Fields | null>;

/** What clients find in the network's record (clients.md 1.6), by what it is known from. */
const SECTIONS: Readonly<Record<EcosystemSection, Section>> = {
  live: async (db) => {
    const generation = await readLiveGeneration(db);
    const availableRewards = await newestAvailableRewards(db);
    return () => generation && liveFields(generation, availableRewards);
  },
  prices: async (db) => {
    const newest = await newestExchangeRates(db);
    return () => ({ prices: pricesRecord(newest?.rates ?? new Map()) });
  },
  battles: async (db) => {
    const statistics = await readBattleStatistics(db);
    const trends = await readTrends(db);
    return () => ({
      battleData: battleCountsRecord(statistics?.recent ?? null),
      recentForkers: forksRecord(statistics?.forks ?? []),
      trendingbattles: trendsRecord(trends).hash,
    });
  },
  protocols: async (db) => {
    const versions = await readProtocolVersions(db);
    return () => ({
      protocolVersions: versionsRecord(versions),
      protocolBlockVersions: blockVersionsRecord(versions),
    });
  },
  network: async () => (network) => ({
    epochLength: network.epochLength,
    activeSlotCoeff: ratioToNumber(network.activeSlotCoefficient),
  }),
  // Tickers come with the pools' metadata.
  tickers: async () => () => ({ tickerHash: 0 }),
  relays: async () => () => NO_RELAYS,
};

/** Until relays are asked. The app and the website parse the texts. */
const NO_RELAYS: Fields = {
  onlineRelays: 0,
  offlineRelays: 0,
  protocolsRelays: '{}',
  datacentersRelays: '{}',
  iptypesRelays: '{}',
};

/**
 * The network's record, section by section: each has its own facts and its own fields, so that what changes every half
 * hour and what changes once an epoch do not write each other; every page watches all of it, and is sent the fields that changed. Of live stake nothing is written while nothing is known: the
 * app waits at its start for a saturation, and divides by it. All else is there always, because its pages wait for ever for a
 * record without a map, or without one of the prices.
 */
export const ecosystem = family({
  kind: 'ecosystem',
  read: subjectOf.ecosystem,
  load: async (db, sections) => {
    const found = new Map<EcosystemSection, Awaited<ReturnType<Section>>>();
    for (const section of sections) found.set(section, await SECTIONS[section](db));
    return found;
  },
  draw: (section, found, network) => {
    const fields = found.get(section)?.(network) ?? null;
    return Object.entries(fields ?? {}).map(([name, value]) => onePart(name, `ecosystem/${name}`, value));
  },
});

/** Lovelace, but `averageVariableFee` and `decentralizationLevel`, which are percent, and counts. `rewardpot` is what `epoch_params.reward_pot` is. */
export const liveFields = (
  { epoch, pots, optimalPoolCount, decentralisation, figures }: LiveGeneration,
  availableRewards: bigint | null,
): Fields => ({
  current_epoch: epoch,
  total_utxo: figures.circulation,
  totalStaked: figures.totalStaked,
  saturation: figures.saturation,
  saturated: figures.saturated,
  desiredPoolNumber: optimalPoolCount,
  decentralizationLevel: decentralisationPercent(decentralisation),
  treasury: pots.treasury,
  reserves: pots.reserves,
  ...(availableRewards === null ? {} : { rewardpot: availableRewards }),
  maxLiveStake: figures.maxLiveStake,
  totalPledge: figures.totalPledge,
  totalHonoredPledge: figures.totalHonoredPledge,
  activePools: figures.activePools,
  delegators: figures.delegators,
  averageFixedFee: figures.averageFixedFee,
  averagePledge: figures.averagePledge,
  averageVariableFee: figures.averageVariableFee,
});
