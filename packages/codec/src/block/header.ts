import {
  type BlockHash,
  blockHash,
  type Height,
  height,
  type Issuer,
  type ProtocolVersion,
  poolId,
  type Slot,
  slot,
} from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { blake2b224, toHex } from '@pooltool/shared-utils/crypto';
import { hasPraosHeader } from './era.ts';
import { hashOfHeader } from './hash.ts';
import { readClamped, readUpTo } from './ledger-bounds.ts';

export interface Header {
  readonly hash: BlockHash;
  readonly parentHash: BlockHash | null;
  readonly height: Height;
  readonly slot: Slot;
  readonly issuer: Issuer;
  readonly protocolVersion: ProtocolVersion;
  readonly bodySize: number;
}

const HASH = 32;
const KEY = 32;
const VRF_OUTPUT = 64;
const MOST_VERSION = 2 ** 31 - 1;
const MOST_BODY_SIZE = 2 ** 31 - 1;

/**
 * `[header body, KES signature]` of Shelley and after. The body is flat with 15 items to Alonzo and nested with 10 from
 * Babbage on (chain-input.md 3).
 */
export function readHeader(reader: CborReader, eraTag: number): Header {
  const { value, bytes } = reader.raw(() => {
    const length = reader.arrayStart(2);
    const body = reader.at('body', () => readHeaderBody(reader, hasPraosHeader(eraTag)));
    reader.arrayEnd(length, 1);
    return body;
  });
  return { hash: hashOfHeader(bytes), ...value };
}

function readHeaderBody(reader: CborReader, praos: boolean): Omit<Header, 'hash'> {
  const items = praos ? 10 : 15;
  const length = reader.arrayStart(items);
  const blockHeight = height(reader.uintNumber());
  const blockSlot = slot(reader.uintNumber());
  const parentHash = reader.nullable(() => blockHash(reader.hex(HASH)));
  const verificationKey = reader.viewOf(KEY).slice();
  const vrfKey = reader.hex(KEY);
  const first = readVrfOutput(reader);
  const leader = praos ? first : readVrfOutput(reader);
  const bodySize = readUpTo(reader, MOST_BODY_SIZE, 'a body size');
  reader.skip(); // body hash
  const operationalCertificate = praos ? readNestedCounter(reader) : readFlatCounter(reader);
  const protocolVersion = praos ? readNestedVersion(reader) : readFlatVersion(reader);
  reader.arrayEnd(length, items);

  const issuer: Issuer = {
    poolId: poolId(toHex(blake2b224(verificationKey))),
    verificationKey: toHex(verificationKey),
    vrfKey,
    operationalCertificate,
    leaderVrfOutput: leader,
    blockVrfOutput: first,
  };
  return { parentHash, height: blockHeight, slot: blockSlot, issuer, protocolVersion, bodySize };
}

/** `[output, proof]`. In TPraos the nonce's comes first, then the leader's. */
function readVrfOutput(reader: CborReader): string {
  const length = reader.arrayStart(2);
  const output = reader.hex(VRF_OUTPUT);
  reader.arrayEnd(length, 1);
  return output;
}

/** `[hot key, counter, KES period, signature]` */
function readNestedCounter(reader: CborReader): number {
  const length = reader.arrayStart(4);
  reader.skip();
  const counter = readClamped(reader, Number.MAX_SAFE_INTEGER);
  reader.arrayEnd(length, 2);
  return counter;
}

/** Until Babbage an issuer could count on from any number of 64 bits. */
function readFlatCounter(reader: CborReader): number {
  reader.skip();
  const counter = readClamped(reader, Number.MAX_SAFE_INTEGER);
  reader.skip();
  reader.skip();
  return counter;
}

function readNestedVersion(reader: CborReader): ProtocolVersion {
  const length = reader.arrayStart(2);
  const version = readFlatVersion(reader);
  reader.arrayEnd(length, 2);
  return version;
}

/** What the issuer's node is ready for: the issuer's own words, of which the minor one is not bounded. */
const readFlatVersion = (reader: CborReader): ProtocolVersion => ({
  major: readClamped(reader, MOST_VERSION),
  minor: readClamped(reader, MOST_VERSION),
});
