import type { CborReader } from '@pooltool/shared-utils/cbor';
import { blake2b256, toHex } from '@pooltool/shared-utils/crypto';
import { blockBodyWrong } from '../errors.ts';
import { type ProvenPart, provenPartsOfBoundary, provenPartsOfByron } from './byron-proof.ts';
import { BOUNDARY_TAG, BYRON_TAG, hasPraosHeader, listsFailedTransactions, readEraTag } from './era.ts';
import { readingBlock } from './reading-block.ts';

const HASH = 32;

/**
 * Demands that a block's body is the one its header was made for. The header's hash is the block's hash, but covers the
 * body only through the hash that the header states: without this, a body changed on its way would be believed.
 *
 * From Shelley on the header states one hash over the hashes of the body's parts as they stand in the block: transactions,
 * witnesses, auxiliary data and, since Alonzo, the list of failed transactions (ledger: hashShelleyTxSeq, hashAlonzoTxSeq).
 * For Byron see `byron-proof.ts`. Nothing is decoded and nothing copied; most of the time goes into blake2b.
 *
 * The number of the era stands outside of what is hashed, and eras share formats: it is only as good as the feed.
 *
 * @throws POOLTOOL_BLOCK_BODY_WRONG with `part`, `stated` and `found`; POOLTOOL_BLOCK_UNREADABLE for bytes that are no block
 */
export function demandBodyHash(bytes: Uint8Array): void {
  for (const { part, stated, found } of readingBlock(bytes, readProvenParts)) {
    if (stated === found) continue;
    throw blockBodyWrong({
      message: `the header states ${stated} as the hash of its ${part}; that of the ${part} behind it is ${found}`,
      details: { part, stated, found },
    });
  }
}

function readProvenParts(reader: CborReader): readonly ProvenPart[] {
  return exactly(reader, 2, () => {
    const { tag } = readEraTag(reader);
    return reader.at('block', () => {
      if (tag === BOUNDARY_TAG) return exactly(reader, 3, () => provenPartsOfBoundary(reader));
      if (tag === BYRON_TAG) return exactly(reader, 3, () => provenPartsOfByron(reader));
      const parts = listsFailedTransactions(tag) ? 4 : 3;
      return exactly(reader, 1 + parts, () => {
        const stated = readStatedHash(reader, hasPraosHeader(tag));
        return [{ part: 'body', stated, found: hashOfParts(reader, parts) }];
      });
    });
  });
}

/** An array of so many items and no more: an item too many would be covered by no hash. */
function exactly<T>(reader: CborReader, items: number, read: () => T): T {
  const length = reader.arrayStart(items);
  const value = read();
  if (reader.hasNext(length, items)) throw reader.fail(`${items} items`, 'more');
  return value;
}

/** The body hash is the item behind the body's size, which is behind the last VRF result: two of those before Babbage. */
function readStatedHash(reader: CborReader, praos: boolean): string {
  const header = reader.arrayStart(2);
  const before = praos ? 7 : 8;
  const body = reader.arrayStart(before + 1);
  for (let item = 0; item < before; item++) reader.skip();
  const stated = reader.hex(HASH);
  reader.arrayEnd(body, before + 1);
  reader.arrayEnd(header, 1);
  return stated;
}

function hashOfParts(reader: CborReader, parts: number): string {
  const hashes = new Uint8Array(parts * HASH);
  for (let part = 0; part < parts; part++) hashes.set(blake2b256(reader.rawItem()), part * HASH);
  return toHex(blake2b256(hashes));
}
