import type { ProtocolParameters, Ratio } from '@pooltool/domain';
import { type Encodable, rational } from '../cbor/encode.ts';

const of = ({ numerator, denominator }: Ratio): Encodable => rational(numerator, denominator);
const TWO_THIRDS = rational(2n, 3n);

/** Conway's 31 parameters (chain-input.md 5.2); from the fifteenth on they are preview's and mean nothing here. */
export const parameterItems = (parameters: ProtocolParameters): Encodable[] => [
  parameters.feePerByte,
  parameters.feeFixed,
  parameters.maxBlockBodySize,
  parameters.maxTransactionSize,
  parameters.maxBlockHeaderSize,
  parameters.keyDeposit,
  parameters.poolDeposit,
  parameters.maxRetirementEpochs,
  parameters.optimalPoolCount,
  of(parameters.pledgeInfluence),
  of(parameters.monetaryExpansion),
  of(parameters.treasuryGrowth),
  [parameters.protocolVersion.major, parameters.protocolVersion.minor],
  parameters.minPoolCost,
  4310,
  new Map(),
  [rational(577n, 10_000n), rational(721n, 10_000_000n)],
  [16_500_000, 10_000_000_000n],
  [72_000_000, 20_000_000_000n],
  5000,
  150,
  3,
  Array.from({ length: 5 }, () => TWO_THIRDS),
  Array.from({ length: 10 }, () => TWO_THIRDS),
  7,
  146,
  6,
  100_000_000_000n,
  500_000_000,
  20,
  rational(15n, 1n),
];
