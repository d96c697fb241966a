import type { Network, ProtocolParameters, Ratio } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { ada, type OgmiosFace, ratioText } from './wire-words.ts';

const of = ({ numerator, denominator }: Ratio): string => ratioText(numerator, denominator);

/** The protocol parameters; from the deposit for outputs on they are preview's and mean nothing here. */
export const parametersAnswer = (given: ProtocolParameters, face: OgmiosFace): JsonObject => ({
  minFeeCoefficient: given.feePerByte,
  minFeeConstant: ada(given.feeFixed),
  maxBlockBodySize: { bytes: given.maxBlockBodySize },
  maxBlockHeaderSize: { bytes: given.maxBlockHeaderSize },
  maxTransactionSize: { bytes: given.maxTransactionSize },
  stakeCredentialDeposit: ada(given.keyDeposit),
  stakePoolDeposit: ada(given.poolDeposit),
  stakePoolRetirementEpochBound: given.maxRetirementEpochs,
  desiredNumberOfStakePools: given.optimalPoolCount,
  stakePoolPledgeInfluence: of(given.pledgeInfluence),
  monetaryExpansion: of(given.monetaryExpansion),
  treasuryExpansion: of(given.treasuryGrowth),
  minStakePoolCost: ada(given.minPoolCost),
  version: { major: given.protocolVersion.major, minor: given.protocolVersion.minor },
  minUtxoDepositConstant: ada(0n),
  minUtxoDepositCoefficient: 4310,
  minFeeReferenceScripts: { range: 25_600, base: 15, multiplier: 1.2 },
  ...(face === 'v7'
    ? { maxReferenceScriptsSizePerTransaction: { bytes: 204_800 } }
    : { maxReferenceScriptsSize: { bytes: 204_800 } }),
});

/** The Shelley genesis. Money and pools of the simulation's beginning stand in its first ledger state, not here. */
export const shelleyGenesis = (network: Network, parameters: ProtocolParameters, face: OgmiosFace): JsonObject => ({
  era: 'shelley',
  startTime: startTimeOf(network),
  networkMagic: network.magic,
  network: network.address.networkId === 1 ? 'mainnet' : 'testnet',
  activeSlotsCoefficient: of(network.activeSlotCoefficient),
  securityParameter: network.securityParameter,
  epochLength: network.epochLength,
  slotsPerKesPeriod: 129_600,
  maxKesEvolutions: 62,
  slotLength: { milliseconds: network.slotLengthMs },
  updateQuorum: 5,
  maxLovelaceSupply: network.maxLovelaceSupply,
  initialParameters: parametersAnswer(parameters, face),
  initialDelegates: [],
  initialFunds: {},
  initialStakePools: { stakePools: {}, delegators: {} },
});

export const startTimeOf = ({ systemStartMs }: Network): string =>
  new Date(systemStartMs).toISOString().replace('.000Z', 'Z');

/** One era from the first slot on; 3k/f slots ahead no fork can happen. */
export function eraSummaries(network: Network): JsonObject[] {
  const { numerator, denominator } = network.activeSlotCoefficient;
  const safeZone = (3n * BigInt(network.securityParameter) * denominator) / numerator;
  return [
    {
      start: eraStart(),
      parameters: {
        epochLength: network.epochLength,
        slotLength: { milliseconds: network.slotLengthMs },
        safeZone,
      },
    },
  ];
}

export const eraStart = (): JsonObject => ({ time: { seconds: 0 }, slot: 0, epoch: 0 });
