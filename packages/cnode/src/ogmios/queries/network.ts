import type { Height, UnixMs } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { Origin, ShelleyGenesis } from '../answers.ts';
import { type Query, query } from '../wire/query.ts';
import { heightAt, ratioAt, timeAt } from '../wire/words.ts';
import { lovelaceAt } from './pots.ts';

export const blockHeight: Query<Height | Origin> = query({
  method: 'queryNetwork/blockHeight',
  read: (at) => (at.is('origin') ? 'origin' : heightAt(at)),
});

export const startTime: Query<UnixMs> = query({ method: 'queryNetwork/startTime', read: timeAt });

const GENESIS = 'queryNetwork/genesisConfiguration';

export const genesisConfiguration = (era: 'byron' | 'alonzo' | 'conway'): Query<JsonObject> =>
  query({ method: GENESIS, params: { era }, read: (at) => at.object() });

export const shelleyGenesis: Query<ShelleyGenesis> = query({
  method: GENESIS,
  params: { era: 'shelley' },
  read: (at) => ({
    startTimeMs: timeAt(at.field('startTime')),
    magic: at.field('networkMagic').count(),
    network: at.field('network').oneOf(['mainnet', 'testnet']),
    activeSlotCoefficient: ratioAt(at.field('activeSlotsCoefficient')),
    securityParameter: at.field('securityParameter').count(),
    epochLength: at.field('epochLength').count(),
    slotLengthMs: at.field('slotLength').field('milliseconds').count(),
    slotsPerKesPeriod: at.field('slotsPerKesPeriod').count(),
    maxKesEvolutions: at.field('maxKesEvolutions').count(),
    maxLovelaceSupply: lovelaceAt(at.field('maxLovelaceSupply')),
  }),
});
