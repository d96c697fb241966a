import { lovelace, type ProtocolParameters, ratio } from '@pooltool/domain';

/** Preview's figures, but as many pools wanted as there are, and the version before votes are needed to withdraw. */
export const parametersFor = (optimalPoolCount: number): ProtocolParameters => ({
  optimalPoolCount,
  pledgeInfluence: ratio(3n, 10n),
  monetaryExpansion: ratio(3n, 1000n),
  treasuryGrowth: ratio(1n, 5n),
  decentralisation: ratio(0n, 1n),
  protocolVersion: { major: 9, minor: 1 },
  minPoolCost: lovelace(170_000_000n),
  keyDeposit: lovelace(2_000_000n),
  poolDeposit: lovelace(500_000_000n),
  maxRetirementEpochs: 18,
  feePerByte: lovelace(44n),
  feeFixed: lovelace(155_381n),
  maxBlockBodySize: 90_112,
  maxTransactionSize: 16_384,
  maxBlockHeaderSize: 1100,
});
