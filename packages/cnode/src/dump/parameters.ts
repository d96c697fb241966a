import type { ProtocolParameters } from '@pooltool/domain';
import { ratio } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { readLovelace, readRatio, record, skipItems } from './record.ts';

const BEFORE_CONWAY = [4, 5];

/**
 * Conway's governance state (chain-input.md 5.2): [proposals, committee, constitution, current parameters, previous,
 * future, DRep pulser]. Rewards are computed with the previous ones (rewards.md 1.1). Earlier eras are refused by name: every
 * network is in Conway since 2024, and what pointers count for and where parameters stand differs there.
 */
export function readGovernance(reader: CborReader): { current: ProtocolParameters; previous: ProtocolParameters } {
  const length = reader.arrayStart();
  if (BEFORE_CONWAY.includes(length))
    throw reader.fail("Conway's governance state", 'that of Babbage or an earlier era');
  if (length !== 7) throw reader.fail("Conway's governance state of 7 items", `${length}`);
  skipItems(reader, 1, 3);
  const current = reader.at('4', () => readParameters(reader));
  const previous = reader.at('5', () => readParameters(reader));
  skipItems(reader, 6, 7);
  return { current, previous };
}

function readParameters(reader: CborReader): ProtocolParameters {
  const length = record(reader, 'the protocol parameters of Conway', 31);
  const feePerByte = readLovelace(reader);
  const feeFixed = readLovelace(reader);
  const maxBlockBodySize = reader.uintNumber();
  const maxTransactionSize = reader.uintNumber();
  const maxBlockHeaderSize = reader.uintNumber();
  const keyDeposit = readLovelace(reader);
  const poolDeposit = readLovelace(reader);
  const maxRetirementEpochs = reader.uintNumber();
  const optimalPoolCount = reader.uintNumber();
  const pledgeInfluence = readRatio(reader);
  const monetaryExpansion = readRatio(reader);
  const treasuryGrowth = readRatio(reader);
  record(reader, 'a protocol version', 2);
  const protocolVersion = { major: reader.uintNumber(), minor: reader.uintNumber() };
  const minPoolCost = readLovelace(reader);
  skipItems(reader, 15, length);
  return {
    optimalPoolCount,
    pledgeInfluence,
    monetaryExpansion,
    treasuryGrowth,
    decentralisation: ratio(0n, 1n),
    protocolVersion,
    minPoolCost,
    keyDeposit,
    poolDeposit,
    maxRetirementEpochs,
    feePerByte,
    feeFixed,
    maxBlockBodySize,
    maxTransactionSize,
    maxBlockHeaderSize,
  };
}
