import { type Brand, hexOf } from './brand.ts';

/** Pool id as hex: blake2b-224 of the pool's cold verification key. The bech32 form (`pool1…`) is made at the edge. */
export type PoolId = Brand<string, 'PoolId'>;
/** blake2b-224 of a stake key or of a script; which of the two is said by the credential around it. */
export type CredentialHash = Brand<string, 'CredentialHash'>;
/** blake2b-256 of a block's header bytes. */
export type BlockHash = Brand<string, 'BlockHash'>;
/** blake2b-256 of a transaction's body bytes. */
export type TransactionId = Brand<string, 'TransactionId'>;

export const poolId = (hex: string): PoolId => hexOf('pool id', 28, hex) as PoolId;
export const credentialHash = (hex: string): CredentialHash => hexOf('credential hash', 28, hex) as CredentialHash;
export const blockHash = (hex: string): BlockHash => hexOf('block hash', 32, hex) as BlockHash;
export const transactionId = (hex: string): TransactionId => hexOf('transaction id', 32, hex) as TransactionId;
