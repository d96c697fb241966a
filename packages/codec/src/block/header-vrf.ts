import type { CborReader } from '@pooltool/shared-utils/cbor';
import { hasPraosHeader, readEraTag } from './era.ts';
import { readingBlock } from './reading-block.ts';

/** A number that was drawn, and what shows that it was drawn by rule. */
export interface VrfResult {
  /** 64 bytes */
  readonly output: Uint8Array;
  /** 80 bytes */
  readonly proof: Uint8Array;
}

/** What the header of a block shows of its maker's election. Until Alonzo two numbers were drawn, since Babbage one. */
export type HeaderVrf = {
  /** 32 bytes */
  readonly key: Uint8Array;
} & (
  | { readonly protocol: 'tpraos'; readonly nonce: VrfResult; readonly leader: VrfResult }
  | { readonly protocol: 'praos'; readonly block: VrfResult }
);

/**
 * The VRF results of a block `[era, block]` with their proofs, which `decodeBlock` passes over: who verifies them needs no more
 * of a block, and who follows the chain does not need them. Null for Byron.
 *
 * @throws POOLTOOL_BLOCK_UNREADABLE
 */
export const readHeaderVrf = (bytes: Uint8Array): HeaderVrf | null =>
  readingBlock(bytes, (reader) => {
    const length = reader.arrayStart(2);
    const { tag, era } = readEraTag(reader);
    const found = era === 'byron' ? passOver(reader) : reader.at('block', () => readBlock(reader, tag));
    reader.arrayEnd(length, 2);
    return found;
  });

function passOver(reader: CborReader): null {
  reader.skip();
  return null;
}

function readBlock(reader: CborReader, tag: number): HeaderVrf {
  const block = reader.arrayStart(1);
  const header = reader.arrayStart(1);
  const body = reader.arrayStart(1);
  // Height, slot, parent and the issuer's key.
  for (let item = 0; item < 4; item++) reader.skip();
  const key = reader.viewOf(32).slice();
  const first = readResult(reader);
  const praos = hasPraosHeader(tag);
  const found: HeaderVrf = praos
    ? { key, protocol: 'praos', block: first }
    : { key, protocol: 'tpraos', nonce: first, leader: readResult(reader) };
  reader.arrayEnd(body, praos ? 6 : 7);
  reader.arrayEnd(header, 1);
  reader.arrayEnd(block, 1);
  return found;
}

function readResult(reader: CborReader): VrfResult {
  const length = reader.arrayStart(2);
  const result = { output: reader.viewOf(64).slice(), proof: reader.viewOf(80).slice() };
  reader.arrayEnd(length, 2);
  return result;
}
