import { type BlockHash, blockHash, type TransactionId, transactionId } from '@pooltool/domain';
import { blake2b256, toHex } from '@pooltool/shared-utils/crypto';

/** blake2b-256 of a header's raw bytes. */
export const hashOfHeader = (header: Uint8Array): BlockHash => blockHash(toHex(blake2b256(header)));

/** The same in Byron, where the header is hashed inside `[kind, header]`: 0 boundary, 1 main. */
export function hashOfByronHeader(kind: 0 | 1, header: Uint8Array): BlockHash {
  const wrapped = new Uint8Array(header.length + 2);
  wrapped[0] = 0x82;
  wrapped[1] = kind;
  wrapped.set(header, 2);
  return hashOfHeader(wrapped);
}

/** blake2b-256 of a transaction body's raw bytes (Byron: of the transaction's, without its witnesses). */
export const hashOfTransaction = (body: Uint8Array): TransactionId => transactionId(toHex(blake2b256(body)));
