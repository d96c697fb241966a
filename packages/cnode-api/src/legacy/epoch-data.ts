import {
  epoch,
  lovelace,
  type Network,
  type PoolId,
  type ProtocolParameters,
  poolId,
  type Ratio,
  ratio,
} from '@pooltool/domain';
import type { LedgerFacts } from '@pooltool/store';
import { MOST_INTEGER, readTold, type ToldFields } from './told-fields.ts';

/** What the body of /saveepochdata says. */
export interface EpochData {
  readonly facts: Omit<LedgerFacts, 'parameters' | 'parametersPrevious'>;
  readonly parameters: ToldParameters;
  /** R of the last reward update, paid when this epoch began: lovelace */
  readonly availableRewards: bigint;
}

/** What the old server asked for. */
export type ToldParameters = Omit<ProtocolParameters, keyof FurtherParameters> & Partial<FurtherParameters>;

/** The old CNODE server sends them as well (original.md 2.1), the old server never looked: one that leaves them out is heard. */
export type FurtherParameters = Pick<
  ProtocolParameters,
  'minPoolCost' | 'keyDeposit' | 'poolDeposit' | 'feePerByte' | 'feeFixed' | 'maxTransactionSize'
>;

/** Names of the further ones in the body. `txFeeFixed` is the fee per byte and `txFeePerByte` the fixed one: the old names are swapped (chain-input.md 5.2). */
export const FURTHER_NAMES = {
  minPoolCost: 'minPoolCost',
  keyDeposit: 'stakeAddressDeposit',
  poolDeposit: 'stakePoolDeposit',
  feePerByte: 'txFeeFixed',
  feeFixed: 'txFeePerByte',
  maxTransactionSize: 'maxTxSize',
} as const satisfies Record<keyof FurtherParameters, string>;

/**
 * Reads the body of /saveepochdata (operators.md 4). Its `epoch` is the one that began: pots and parameters are those in force in
 * it, blocks and fees those of the epoch before, the reward pot that of the epoch before that (original.md 2.4).
 * @throws POOLTOOL_ARRIVAL_INVALID (400) naming every field that is missing or wrong
 */
export const epochDataOf = (body: unknown, network: Network): EpochData =>
  readTold(body, (told) => {
    const at = epoch(Number(told.whole('epoch')));
    const blocksPrevious = poolBlocksOf(told.within('pool_blocks'));
    const given = told.within('epoch_params');
    const most = network.maxLovelaceSupply;
    const money = (name: string) => lovelace(given.whole(name, { most }));
    const pots = { reserves: money('reserves'), treasury: money('treasury') };
    if (pots.reserves + pots.treasury > most) given.complain('treasury', 'and reserves are more than there is');
    return {
      facts: { epoch: at, pots, feesPrevious: money('epoch_fees'), blocksPrevious },
      parameters: parametersOf(given),
      availableRewards: money('reward_pot'),
    };
  });

function parametersOf(given: ToldFields): ToldParameters {
  const count = (name: string, least = 0n) => Number(given.whole(name, { least }));
  const fraction = (name: string): Ratio => {
    const { numerator, denominator } = given.fraction(name);
    return ratio(numerator, denominator);
  };
  return {
    optimalPoolCount: count('optimalPoolCount', 1n),
    pledgeInfluence: fraction('influence'),
    monetaryExpansion: fraction('monetaryExpandRate'),
    treasuryGrowth: fraction('treasuryGrowthRate'),
    decentralisation: fraction('decentralisation'),
    protocolVersion: { major: count('protocolMajor'), minor: count('protocolMinor') },
    maxRetirementEpochs: count('maxEpoch'),
    maxBlockBodySize: count('maxBlockSize'),
    maxBlockHeaderSize: count('maxBhSize'),
    ...furtherOf(given),
  };
}

function furtherOf(given: ToldFields): Partial<FurtherParameters> {
  const amount = (field: Exclude<keyof FurtherParameters, 'maxTransactionSize'>) => {
    const name = FURTHER_NAMES[field];
    return given.has(name) ? { [field]: lovelace(given.whole(name, { most: 2n ** 63n - 1n })) } : {};
  };
  const size = FURTHER_NAMES.maxTransactionSize;
  return {
    ...amount('minPoolCost'),
    ...amount('keyDeposit'),
    ...amount('poolDeposit'),
    ...amount('feePerByte'),
    ...amount('feeFixed'),
    ...(given.has(size) ? { maxTransactionSize: Number(given.whole(size)) } : {}),
  };
}

const POOL_ID = /^[\da-f]{56}$/;

function poolBlocksOf(given: ToldFields): Map<PoolId, number> {
  const blocks = new Map<PoolId, number>();
  for (const name of given.names()) {
    if (POOL_ID.test(name)) blocks.set(poolId(name), Number(given.whole(name, { most: MOST_INTEGER })));
    else given.complain(name.slice(0, 60), 'must be a pool id, 56 lower-case hex characters');
  }
  return blocks;
}
