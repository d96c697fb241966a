import { type ProtocolParameters, type ProtocolVersion, ratio } from '@pooltool/domain';
import { type Query, query } from '../wire/query.ts';
import type { Reading } from '../wire/reading.ts';
import { adaAt, bytesAt, ratioAt } from '../wire/words.ts';
import { lovelaceAt } from './pots.ts';

/** Those PoolTool uses; what later versions renamed is none of them (chain-input.md 4.3). */
export const protocolParameters: Query<ProtocolParameters> = query({
  method: 'queryLedgerState/protocolParameters',
  read: (at) => ({
    optimalPoolCount: at.field('desiredNumberOfStakePools').count(),
    pledgeInfluence: ratioAt(at.field('stakePoolPledgeInfluence')),
    monetaryExpansion: ratioAt(at.field('monetaryExpansion')),
    treasuryGrowth: ratioAt(at.field('treasuryExpansion')),
    decentralisation: at.optional('federatedBlockProductionRatio', ratioAt) ?? ratio(0n, 1n),
    protocolVersion: versionAt(at.field('version')),
    minPoolCost: adaAt(at.field('minStakePoolCost')),
    keyDeposit: adaAt(at.field('stakeCredentialDeposit')),
    poolDeposit: adaAt(at.field('stakePoolDeposit')),
    maxRetirementEpochs: at.field('stakePoolRetirementEpochBound').count(),
    feePerByte: lovelaceAt(at.field('minFeeCoefficient')),
    feeFixed: adaAt(at.field('minFeeConstant')),
    maxBlockBodySize: bytesAt(at.field('maxBlockBodySize')),
    maxTransactionSize: bytesAt(at.field('maxTransactionSize')),
    maxBlockHeaderSize: bytesAt(at.field('maxBlockHeaderSize')),
  }),
});

export const versionAt = (at: Reading): ProtocolVersion => ({
  major: at.field('major').count(),
  minor: at.field('minor').count(),
});
