import type { Lovelace } from '../units/lovelace.ts';
import type { Ratio } from '../units/ratio.ts';

export interface ProtocolVersion {
  readonly major: number;
  readonly minor: number;
}

/** The protocol parameters PoolTool uses. Ledger names in brackets. */
export interface ProtocolParameters {
  /** [nOpt, k] */
  readonly optimalPoolCount: number;
  /** [a0] */
  readonly pledgeInfluence: Ratio;
  /** [ρ] */
  readonly monetaryExpansion: Ratio;
  /** [τ] */
  readonly treasuryGrowth: Ratio;
  /** [d] 0 since Babbage */
  readonly decentralisation: Ratio;
  readonly protocolVersion: ProtocolVersion;
  readonly minPoolCost: Lovelace;
  readonly keyDeposit: Lovelace;
  readonly poolDeposit: Lovelace;
  /** [eMax] how many epochs ahead a retirement may be announced */
  readonly maxRetirementEpochs: number;
  /** [a] lovelace per byte */
  readonly feePerByte: Lovelace;
  /** [b] lovelace */
  readonly feeFixed: Lovelace;
  /** bytes */
  readonly maxBlockBodySize: number;
  readonly maxTransactionSize: number;
  readonly maxBlockHeaderSize: number;
}

/** The two pots that rewards move (rewards.md 1.2). */
export interface Pots {
  readonly reserves: Lovelace;
  readonly treasury: Lovelace;
}
