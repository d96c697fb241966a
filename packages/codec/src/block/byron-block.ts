import {
  type Block,
  blockHash,
  height,
  lovelace,
  NO_LOVELACE,
  type ProtocolVersion,
  slot,
  type Transaction,
  type TransactionInput,
  type TransactionOutput,
} from '@pooltool/domain';
import { CborError, CborReader } from '@pooltool/shared-utils/cbor';
import { hashOfByronHeader, hashOfTransaction } from './hash.ts';
import { readUpTo } from './ledger-bounds.ts';
import { readInput } from './output.ts';
import { NO_UNITS } from './redeemers.ts';

const HASH = 32;
const CBOR_IN_BYTES = 24;
/** 16 bits each. */
const MOST_VERSION = 2 ** 16 - 1;
const NO_VERSION: ProtocolVersion = { major: 0, minor: 0 };

export interface ByronBlockContext {
  /** bytes of the whole block with its era wrapper */
  readonly size: number;
  /** slots of a Byron epoch, ten times k: 21,600 on every public network */
  readonly epochSlots: number;
}

/** `[header, body, extra]`, header `[magic, parent, body proof, [epoch, [height]], extra]`: opens an epoch, holds no transactions. */
export function readBoundaryBlock(reader: CborReader, { size, epochSlots }: ByronBlockContext): Block {
  const length = reader.arrayStart(3);
  const { value, bytes } = reader.raw(() =>
    reader.at('header', () => {
      const headerLength = reader.arrayStart(4);
      reader.skip(); // magic
      const parent = blockHash(reader.hex(HASH));
      reader.skip(); // body proof
      const consensus = reader.arrayStart(2);
      const epoch = reader.uintNumber();
      const blockHeight = readDifficulty(reader);
      reader.arrayEnd(consensus, 2);
      reader.arrayEnd(headerLength, 4);
      // The very first block's parent is the hash of the genesis file, which is no block.
      return { parentHash: epoch === 0 ? null : parent, height: blockHeight, slot: slot(epoch * epochSlots) };
    }),
  );
  reader.arrayEnd(length, 1);
  const made = { issuer: null, protocolVersion: NO_VERSION, bodySize: size, size, transactions: [] };
  return { kind: 'boundary', era: 'byron', hash: hashOfByronHeader(0, bytes), ...value, ...made };
}

/** `[header, body, extra]`, body `[transactions, shared seed, delegations, updates]`. */
export function readByronBlock(reader: CborReader, { size, epochSlots }: ByronBlockContext): Block {
  const length = reader.arrayStart(3);
  const { value, bytes } = reader.raw(() => reader.at('header', () => readByronHeader(reader, epochSlots)));
  const bodyLength = reader.arrayStart(1);
  const transactions = reader.at('transactions', () => reader.array((index) => readByronTransaction(reader, index)));
  reader.arrayEnd(bodyLength, 1);
  reader.arrayEnd(length, 2);
  return {
    kind: 'main',
    era: 'byron',
    hash: hashOfByronHeader(1, bytes),
    ...value,
    issuer: null,
    bodySize: size,
    size,
    transactions,
  };
}

/** `[magic, parent, body proof, [[epoch, epoch slot], key, [height], signature], [version, …]]` */
function readByronHeader(reader: CborReader, epochSlots: number) {
  const length = reader.arrayStart(5);
  reader.skip(); // magic
  const parentHash = blockHash(reader.hex(HASH));
  reader.skip(); // body proof
  const consensus = reader.arrayStart(3);
  const slotId = reader.arrayStart(2);
  const absolute = reader.uintNumber() * epochSlots + reader.uintNumber();
  reader.arrayEnd(slotId, 2);
  reader.skip(); // key
  const blockHeight = readDifficulty(reader);
  reader.arrayEnd(consensus, 3);
  const extra = reader.arrayStart(1);
  const version = reader.arrayStart(2);
  const protocolVersion = {
    major: readUpTo(reader, MOST_VERSION, 'a major version'),
    minor: readUpTo(reader, MOST_VERSION, 'a minor version'),
  };
  reader.arrayEnd(version, 2);
  reader.arrayEnd(extra, 1);
  reader.arrayEnd(length, 5);
  return { parentHash, height: blockHeight, slot: slot(absolute), protocolVersion };
}

function readDifficulty(reader: CborReader) {
  const length = reader.arrayStart(1);
  const blockHeight = height(reader.uintNumber());
  reader.arrayEnd(length, 1);
  return blockHeight;
}

/** `[[inputs, outputs, attributes], witnesses]`. Byron states no fee: it is what the inputs leave. */
function readByronTransaction(reader: CborReader, index: number): Transaction {
  const length = reader.arrayStart(1);
  const { value, bytes } = reader.raw(() => {
    const fields = reader.arrayStart(2);
    const inputs = reader.at('inputs', () => reader.array(() => readByronInput(reader)));
    const outputs = reader.at('outputs', () => reader.array(() => readByronOutput(reader)));
    reader.arrayEnd(fields, 2);
    return { inputs, outputs };
  });
  reader.arrayEnd(length, 1);
  return { id: hashOfTransaction(bytes), index, valid: true, fee: null, ...value, ...BYRON_HAS_NO };
}

const BYRON_HAS_NO = {
  collateralInputs: [],
  collateralReturn: null,
  certificates: [],
  withdrawals: [],
  donation: NO_LOVELACE,
  executionUnits: NO_UNITS,
} as const satisfies Partial<Transaction>;

/** `[0, CBOR in bytes of [transaction id, index]]` */
function readByronInput(reader: CborReader): TransactionInput {
  const length = reader.arrayStart(2);
  const kind = reader.uintNumber();
  if (kind !== 0 || !reader.takeTag(CBOR_IN_BYTES)) throw reader.fail('a Byron input of kind 0', `kind ${kind}`);
  const bytes = reader.view();
  const input = inputIn(bytes);
  if (input instanceof CborError) throw reader.fail('bytes that hold an input', `bytes that do not: ${input.message}`);
  reader.arrayEnd(length, 2);
  return input;
}

/** An error's offset is one in these bytes, not in the block's: the caller says where they stand. */
function inputIn(bytes: Uint8Array): TransactionInput | CborError {
  try {
    return readInput(new CborReader(bytes));
  } catch (error) {
    if (error instanceof CborError) return error;
    throw error;
  }
}

/** `[address, amount]`; the address `[CBOR in bytes, checksum]` is kept whole, as later eras hold it. */
function readByronOutput(reader: CborReader): TransactionOutput {
  const length = reader.arrayStart(2);
  const address = Buffer.from(reader.rawItem()).toString('hex');
  const amount = lovelace(reader.uintBig());
  reader.arrayEnd(length, 2);
  return { address, amount };
}
