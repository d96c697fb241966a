import {
  type Block,
  type BlockHash,
  blockHash,
  ERAS,
  type Era,
  type Height,
  height,
  type Issuer,
  poolId,
  type Slot,
  slot,
} from '@pooltool/domain';
import { blake2b224, toHex } from '@pooltool/shared-utils/crypto';
import { eventUnreadable } from '../errors.ts';
import {
  bytesOf,
  countOf,
  type Fields,
  listOf,
  numberOf,
  orNull,
  textOf,
  wordOf,
  wrongField,
} from '../reading-fields.ts';
import { readTransactionRecord, type ToldTransaction } from './transaction-record.ts';

/** What a Block or BlockEnd event says of its block, CBOR or not. */
export interface BlockClaims {
  readonly height: Height;
  /** null when Oura does not know the network */
  readonly epoch: number | null;
}

/** The payload repeats the context: what they say must be one thing. @throws POOLTOOL_EVENT_UNREADABLE naming both */
export function readBlockClaims(
  key: string,
  payload: Fields,
  context: { readonly hash: BlockHash; readonly slot: Slot; readonly height: unknown },
): BlockClaims {
  const number = wordOf(`${key}.number`, () => height(numberOf(`${key}.number`, payload['number'])));
  same(`${key}.hash`, textOf(`${key}.hash`, payload['hash']), 'context.block_hash', context.hash);
  same(`${key}.slot`, numberOf(`${key}.slot`, payload['slot']), 'context.slot', context.slot);
  same(`${key}.number`, number, 'context.block_number', numberOf('context.block_number', context.height));
  return { height: number, epoch: orNull(`${key}.epoch`, payload['epoch'], countOf) };
}

function same(field: string, value: string | number, otherField: string, other: string | number): void {
  if (value === other) return;
  throw eventUnreadable({ message: `${field} says ${value}, ${otherField} ${other}`, details: { field } });
}

/** A block without its bytes: what the header says, and the transactions where the mapper was asked for details. */
export interface BlockRecord extends Omit<Block, 'transactions'> {
  readonly transactionCount: number;
  readonly transactions: readonly ToldTransaction[] | null;
}

/** Byron's keys are 64 bytes and no pool's. */
const POOL_KEY_BYTES = 32;

/**
 * The payload of Block and BlockEnd (chain-input.md 1.4), whose claims were read already.
 * @throws POOLTOOL_EVENT_UNREADABLE; also for era `Unknown`: that is Conway in v2's LegacyV1 filter, which tells none of
 *   Conway's certificates, so that a block without CBOR would lose them all (2.2)
 */
export function readBlockRecord(
  key: string,
  payload: Fields,
  { hash, slot: at, height: number }: { readonly hash: BlockHash; readonly slot: Slot; readonly height: Height },
): BlockRecord {
  const era = readEra(`${key}.era`, payload['era']);
  const issuerKey = textOf(`${key}.issuer_vkey`, payload['issuer_vkey']);
  const kind = issuerKey === '' ? 'boundary' : 'main';
  if (kind === 'boundary' && era !== 'byron') throw wrongField(`${key}.issuer_vkey`, 'a verification key', issuerKey);
  const previous = textOf(`${key}.previous_hash`, payload['previous_hash']);
  // The very first boundary block builds on the genesis file, which is no block.
  const first = previous === '' || (kind === 'boundary' && at === slot(0));
  return {
    kind,
    era,
    hash,
    parentHash: first ? null : wordOf(`${key}.previous_hash`, () => blockHash(previous)),
    height: number,
    slot: at,
    issuer: era === 'byron' ? null : readIssuer(key, { issuerKey, vrfKey: payload['vrf_vkey'] }),
    protocolVersion: null,
    bodySize: countOf(`${key}.body_size`, payload['body_size']),
    size: null,
    transactionCount: countOf(`${key}.tx_count`, payload['tx_count']),
    transactions: orNull(`${key}.transactions`, payload['transactions'], (name, records) =>
      listOf(name, records, (one, record) => readTransactionRecord(one, record, { era })),
    ),
  };
}

function readEra(name: string, value: unknown): Era {
  const era = ERAS.find((one) => value === `${one.charAt(0).toUpperCase()}${one.slice(1)}`);
  if (era !== undefined) return era;
  if (value === 'Unknown') {
    throw eventUnreadable({
      message: `${name} is Unknown: Oura v2's LegacyV1 filter leaves out every certificate of such a block. Send the blocks' CBOR (include_block_cbor), or better raw blocks without that filter`,
      details: { field: name },
    });
  }
  throw wrongField(name, `an era from Byron to Conway`, value);
}

function readIssuer(
  key: string,
  { issuerKey, vrfKey }: { readonly issuerKey: string; readonly vrfKey: unknown },
): Issuer {
  const bytes = readKey(`${key}.issuer_vkey`, issuerKey);
  return {
    poolId: poolId(toHex(blake2b224(bytes))),
    verificationKey: toHex(bytes),
    // Told since Oura 1.8.
    ...(vrfKey === undefined || vrfKey === null ? {} : { vrfKey: toHex(readKey(`${key}.vrf_vkey`, vrfKey)) }),
    operationalCertificate: null,
    leaderVrfOutput: null,
    blockVrfOutput: null,
  };
}

function readKey(name: string, value: unknown): Uint8Array {
  const bytes = bytesOf(name, value);
  if (bytes.length !== POOL_KEY_BYTES) throw wrongField(name, `${POOL_KEY_BYTES} bytes of hex`, value);
  return bytes;
}
