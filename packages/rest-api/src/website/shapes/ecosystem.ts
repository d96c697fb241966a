import { type Network, PRICE_CURRENCIES, ratioToNumber } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { ExchangeRates, LiveGeneration } from '@pooltool/store';
import type { BattleStatistics, BattleTrend, ProtocolVersion } from '@pooltool/store/battles';
import type { Progress } from '@pooltool/store/documents';
import { forksRecord, pricesRecord, trendsRecord, versionsRecord } from '@pooltool/store/website';
import { Type } from 'typebox';
import { lovelaceNumber } from '../../conventions/amounts.ts';
import { BY_NUMBER, count, epochNumber, fraction, mapOf, orNull, record } from '../wire-types.ts';

/** All that the network's figures are drawn from; null what is not known yet. */
export interface EcosystemFacts {
  readonly generation: LiveGeneration | null;
  readonly availableRewards: bigint | null;
  readonly prices: Pick<ExchangeRates, 'rates'> | null;
  readonly battles: Pick<BattleStatistics, 'forks'> | null;
  readonly trends: readonly BattleTrend[];
  readonly versions: readonly ProtocolVersion[];
  readonly progress: Pick<Progress, 'newestAverages' | 'newestAccounts'>;
}

const price = Type.Number({ description: 'Of one ada; 0 where nobody told one', minimum: 0 });

const protocolVersion = record({
  ver: Type.String({ description: 'Major and minor, with a point' }),
  qty: count('Pools'),
  stake: lovelaceNumber('Theirs'),
  blocks: count('In the present epoch'),
  blocks1hr: count('In an hour'),
  blocks6hr: count('In six'),
  blocks12hr: count('In twelve'),
  blocks24hr: count('In a day'),
});

const fork = record({
  epoch: epochNumber(),
  block_no: count('The height'),
  pool_id: Type.String({ description: "Who made several blocks there; '' where that is not known" }),
  pool_ticker: Type.String(),
});

/** clients.md 3.4 */
export const ecosystemSchema = record({
  total_utxo: lovelaceNumber('In circulation'),
  total_staked: lovelaceNumber('Live stake of all pools'),
  active_pools: count('Pools with an ada or more'),
  delegators: count('Who delegate'),
  rewardpot: lovelaceNumber('What was left for pools and delegators of the epoch that was paid last'),
  reserves: lovelaceNumber('In the reserves'),
  treasury: lovelaceNumber('In the treasury'),
  saturation: lovelaceNumber('Stake beyond which a pool earns no more'),
  saturated: count('Pools beyond it'),
  maxLiveStake: lovelaceNumber('Of the largest pool'),
  epochLength: count('Slots'),
  activeSlotCoeff: fraction('Of slots that have a block'),
  prices: record({ ada: price, ...Object.fromEntries(PRICE_CURRENCIES.map((code) => [code, price])) }),
  rewardsCompleteEpoch: orNull(
    epochNumber('The newest whose pools are paid and averaged; later ones are set in italics'),
  ),
  snapshotCompleteEpoch: orNull(epochNumber('The newest whose accounts are paid, counted and in the histories')),
  tickerHash: Type.Integer({ description: 'Another number when a ticker changes' }),
  trendingbattles: Type.Integer({ description: 'Another number when the trends change' }),
  protocolVersions: mapOf(protocolVersion, { by: '^[0-9]+_[0-9]+$' }),
  protocolsRelays: mapOf(Type.Unknown(), { by: '', description: 'Empty until relays are asked' }),
  datacentersRelays: mapOf(Type.Unknown(), { by: '', description: 'Empty until relays are asked' }),
  recentForkers: mapOf(fork, { by: BY_NUMBER, description: 'By height, of ten days' }),
});

export function ecosystemShape(facts: EcosystemFacts, network: Network): JsonObject {
  const { generation, versions, progress } = facts;
  const figures = generation?.figures;
  return {
    total_utxo: figures?.circulation ?? 0,
    total_staked: figures?.totalStaked ?? 0,
    active_pools: figures?.activePools ?? 0,
    delegators: figures?.delegators ?? 0,
    rewardpot: facts.availableRewards ?? 0,
    reserves: generation?.pots.reserves ?? 0,
    treasury: generation?.pots.treasury ?? 0,
    saturation: figures?.saturation ?? 0,
    saturated: figures?.saturated ?? 0,
    maxLiveStake: figures?.maxLiveStake ?? 0,
    epochLength: network.epochLength,
    activeSlotCoeff: ratioToNumber(network.activeSlotCoefficient),
    prices: pricesRecord(facts.prices?.rates ?? new Map()),
    rewardsCompleteEpoch: progress.newestAverages,
    snapshotCompleteEpoch: progress.newestAccounts,
    // Tickers come with the pools' metadata.
    tickerHash: 0,
    trendingbattles: trendsRecord(facts.trends).hash,
    protocolVersions: versions.length === 0 ? {} : versionsRecord(versions),
    protocolsRelays: {},
    datacentersRelays: {},
    recentForkers: forksRecord(facts.battles?.forks ?? []),
  };
}

/** While nothing is known, which is what pages hear from the first second. */
export const ecosystemExample = (network: Network): JsonObject =>
  ecosystemShape(
    {
      generation: null,
      availableRewards: null,
      prices: null,
      battles: null,
      trends: [],
      versions: [],
      progress: { newestAverages: null, newestAccounts: null },
    },
    network,
  );
