import {
  type Block,
  type BlockHash,
  blockHash,
  height,
  type ProtocolVersion,
  slot,
  type Transaction,
} from '@pooltool/domain';
import { blake2b256, fromHex, toHex } from '@pooltool/shared-utils/crypto';
import { type Encodable, encode, Raw, setOf } from '../cbor/encode.ts';
import type { PoolKeys } from '../identity.ts';
import type { Random } from '../random.ts';
import type { MadeTransaction } from './transaction.ts';

export interface BlockPlan {
  readonly parent: { readonly hash: BlockHash; readonly height: number } | null;
  readonly slot: number;
  readonly leader: PoolKeys;
  readonly certificateNumber: number;
  readonly protocolVersion: ProtocolVersion;
  readonly transactions: readonly MadeTransaction[];
  /** 64 and 80 bytes; chance bytes, which prove nothing, when absent */
  readonly election?: { readonly output: Uint8Array; readonly proof: Uint8Array };
}

/** A block in the domain's words, and the bytes that say it on the wire. */
export interface MadeBlock {
  readonly block: Block;
  readonly bytes: Uint8Array;
}

const CONWAY = 7;
const VRF_OUTPUT_BYTES = 64;
const VRF_PROOF_BYTES = 80;
const SIGNATURE_BYTES = 64;
const KES_SIGNATURE_BYTES = 448;
const SLOTS_PER_KES_PERIOD = 129_600;

/** [7, [header, bodies, witnesses, auxiliary data, invalid transactions]] with a true header hash, body size and body hash. */
export function makeBlock(plan: BlockPlan, random: Random): MadeBlock {
  const { parent, leader } = plan;
  const number = parent === null ? 0 : parent.height + 1;
  const segments = [
    encode(plan.transactions.map(({ body }) => new Raw(body))),
    encode(plan.transactions.map(() => witnesses(random))),
    encode(new Map()),
    encode([]),
  ];
  const bodySize = segments.reduce((sum, { length }) => sum + length, 0);
  const { output, proof } = plan.election ?? {
    output: random.bytes(VRF_OUTPUT_BYTES),
    proof: random.bytes(VRF_PROOF_BYTES),
  };
  const headerBody: Encodable = [
    number,
    plan.slot,
    parent === null ? null : fromHex(parent.hash),
    leader.coldKey,
    leader.vrfKey,
    [output, proof],
    bodySize,
    bodyHash(segments),
    [
      random.bytes(32),
      plan.certificateNumber,
      Math.floor(plan.slot / SLOTS_PER_KES_PERIOD),
      random.bytes(SIGNATURE_BYTES),
    ],
    [plan.protocolVersion.major, plan.protocolVersion.minor],
  ];
  const header = encode([headerBody, random.bytes(KES_SIGNATURE_BYTES)]);
  const bytes = encode([CONWAY, [new Raw(header), ...segments.map((segment) => new Raw(segment))]]);
  const block: Block = {
    kind: 'main',
    era: 'conway',
    hash: blockHash(toHex(blake2b256(header))),
    parentHash: parent?.hash ?? null,
    height: height(number),
    slot: slot(plan.slot),
    issuer: {
      poolId: leader.poolId,
      verificationKey: toHex(leader.coldKey),
      vrfKey: toHex(leader.vrfKey),
      operationalCertificate: plan.certificateNumber,
      leaderVrfOutput: toHex(output),
      blockVrfOutput: toHex(output),
    },
    protocolVersion: plan.protocolVersion,
    bodySize,
    size: bytes.length,
    transactions: plan.transactions.map(({ transaction }): Transaction => transaction),
  };
  return { block, bytes };
}

/** One key and its signature, of the right sizes. */
const witnesses = (random: Random): Encodable =>
  new Map<Encodable, Encodable>([[0, setOf([[random.bytes(32), random.bytes(SIGNATURE_BYTES)]])]]);

/** The hash of the segments' hashes. */
function bodyHash(segments: readonly Uint8Array[]): Uint8Array {
  return blake2b256(Uint8Array.from(segments.flatMap((segment) => [...blake2b256(segment)])));
}
