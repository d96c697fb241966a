import type { ProtocolVersion } from '../ledger/parameters.ts';
import type { BlockHash, PoolId, TransactionId } from '../units/hashes.ts';
import type { Lovelace } from '../units/lovelace.ts';
import type { StakeCredential } from '../units/stake-credential.ts';
import type { Height, Slot } from '../units/time.ts';
import type { Certificate } from './certificate.ts';

/** In chain order. The number in front of a block on the wire: 0 Byron boundary, 1 Byron, 2 Shelley … 7 Conway. */
export const ERAS = ['byron', 'shelley', 'allegra', 'mary', 'alonzo', 'babbage', 'conway'] as const;
export type Era = (typeof ERAS)[number];

/** Who made a block. Byron blocks and boundary blocks have no pool behind them. */
export interface Issuer {
  readonly poolId: PoolId;
  /** hex, 32 bytes */
  readonly verificationKey: string;
  /** hex, 32 bytes: what its VRF proofs are verified with. Absent where the feed does not tell (Oura before 1.8) */
  readonly vrfKey?: string;
  /** certificate number: which of two headers of one issuer in one slot is the later mint; null when told without CBOR */
  readonly operationalCertificate: number | null;
  /** hex, 64 bytes each: the VRF outputs the header carries. Babbage on: one output serves both. Null without CBOR. */
  readonly leaderVrfOutput: string | null;
  readonly blockVrfOutput: string | null;
}

export interface Block {
  /** A boundary block (Byron) shares its height with its parent and holds no transactions. */
  readonly kind: 'main' | 'boundary';
  readonly era: Era;
  readonly hash: BlockHash;
  /** null for the first block after the genesis file */
  readonly parentHash: BlockHash | null;
  readonly height: Height;
  readonly slot: Slot;
  readonly issuer: Issuer | null;
  /** null for a block told by v1 events without CBOR */
  readonly protocolVersion: ProtocolVersion | null;
  /** bytes of the body, as the header states it (Byron: of the whole block) */
  readonly bodySize: number;
  /** bytes of the whole block as Oura counts them, era wrapper included; null for a block told without CBOR */
  readonly size: number | null;
  readonly transactions: readonly Transaction[];
}

export interface TransactionInput {
  readonly transactionId: TransactionId;
  readonly index: number;
}

export interface TransactionOutput {
  /** raw address bytes as hex */
  readonly address: string;
  readonly amount: Lovelace;
}

export interface Transaction {
  readonly id: TransactionId;
  readonly index: number;
  /** false when phase 2 failed: then only collateral moved, and certificates, withdrawals and outputs did not happen */
  readonly valid: boolean;
  /** what was really paid: the fee, or for a failed transaction the collateral it lost. Null in Byron (input minus output) and when a failed transaction does not state its total collateral. */
  readonly fee: Lovelace | null;
  readonly inputs: readonly TransactionInput[];
  readonly outputs: readonly TransactionOutput[];
  readonly collateralInputs: readonly TransactionInput[];
  readonly collateralReturn: TransactionOutput | null;
  readonly certificates: readonly Certificate[];
  readonly withdrawals: readonly Withdrawal[];
  readonly donation: Lovelace;
  /** of all redeemers together */
  readonly executionUnits: { readonly memory: bigint; readonly steps: bigint };
}

export interface Withdrawal {
  readonly credential: StakeCredential;
  readonly amount: Lovelace;
}

/** A block in its place, with what every certificate needs said beside it. */
export interface CertificatePosition {
  readonly slot: Slot;
  readonly transactionIndex: number;
  readonly certificateIndex: number;
}
