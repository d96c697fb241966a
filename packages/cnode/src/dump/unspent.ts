import { type Lovelace, lovelace } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { LovelaceColumn } from './lovelace-column.ts';
import { record } from './record.ts';
import type { StakeRows } from './stake-rows.ts';

/** The unspent outputs of a dump that has them (nodes up to 10.3), summed. */
export interface Unspent {
  readonly outputs: number;
  /** of all outputs */
  readonly lovelace: Lovelace;
  /** of Byron addresses: they cannot delegate */
  readonly byron: Lovelace;
  /** of pointer addresses: since Conway they count for nobody (ledger: HardForks.forgoPointerAddressResolution) */
  readonly pointers: Lovelace;
}

/**
 * Map [transaction, index] → output. Each is read into the same few bytes and added to the stake of the credential its
 * address delegates as, so that eleven million of them cost no more memory than who owns them.
 */
export function readUnspent(reader: CborReader, rows: StakeRows): Unspent {
  const output = new OutputReader(reader);
  const totals = new LovelaceColumn(KINDS);
  const outputs = reader.entries(() => {
    reader.skip();
    output.read();
    totals.add(output.kind, output.amount, 0);
    if (!totals.add(ALL, output.amount, 0)) throw reader.fail('a sum of outputs below 2^64', 'a larger one');
    if (output.kind === STAKE && !output.amount.isZero(0)) {
      rows.addTo(output.credentialKind, output.words, STAKE_WORDS_AT, output.amount);
    }
  });
  const of = (kind: number): Lovelace => lovelace(totals.amounts[kind] ?? 0n);
  return { outputs, lovelace: of(ALL), byron: of(BYRON), pointers: of(POINTER) };
}

/** What an output counts for, as rows of the totals. */
const ALL = 0;
const STAKE = 1;
const NOBODY = 2;
const BYRON = 3;
const POINTER = 4;
const KINDS = 5;
const NO_ADDRESS = 5;

/** CIP-19, by the upper half of an address's first byte; 14 and 15 pay to a reward account's address, which no one may spend. */
const COUNTS_FOR = [
  ...[STAKE, STAKE, STAKE, STAKE, POINTER, POINTER, NOBODY, NOBODY, BYRON],
  ...[NO_ADDRESS, NO_ADDRESS, NO_ADDRESS, NO_ADDRESS, NO_ADDRESS, NOBODY, NOBODY],
];
const STAKE_IS_SCRIPT = 0x20;
const PAYMENT_BYTES = 29;
const BASE_BYTES = 57;
/** The address is put where its stake part begins with a word. */
const ADDRESS_AT = 3;
const STAKE_WORDS_AT = (ADDRESS_AT + PAYMENT_BYTES) / 4;

/** Keys of an output written as a map (Babbage on): address, value, datum, script. */
const ADDRESS = 0;
const VALUE = 1;
const LAST_KEY = 3;

/** One output at a time. What was read last stays in the fields. */
class OutputReader {
  kind = NOBODY;
  /** 0 key, 1 script, when `kind` is STAKE */
  credentialKind = 0;
  readonly amount = new LovelaceColumn(1);
  readonly words = new Int32Array((ADDRESS_AT + BASE_BYTES) / 4);
  readonly #reader: CborReader;
  readonly #bytes = new Uint8Array(this.words.buffer);
  #seen = 0;

  constructor(reader: CborReader) {
    this.#reader = reader;
  }

  /** [address, value(, datum hash)], or a map. */
  read(): void {
    if (this.#reader.peek() === 'map') this.#readMap();
    else this.#readArray();
  }

  #readArray(): void {
    const length = record(this.#reader, 'an output', 2, 3);
    this.#readAddress();
    this.#readValue();
    if (length === 3) this.#reader.skip();
  }

  #readMap(): void {
    this.#seen = 0;
    this.#reader.fields(this.#field);
    if ((this.#seen & 3) !== 3) throw this.#reader.fail('an output with an address and a value', 'one without');
  }

  readonly #field = (key: number): boolean => {
    if (key > LAST_KEY) throw this.#reader.fail('an output of address, value, datum and script', `key ${key}`);
    if ((this.#seen & (1 << key)) !== 0) throw this.#reader.fail('each key of an output once', `key ${key} twice`);
    this.#seen |= 1 << key;
    if (key === ADDRESS) this.#readAddress();
    else if (key === VALUE) this.#readValue();
    return key <= VALUE;
  };

  /** Bytes after the stake part are passed over, as the ledger does: until Babbage the chain took addresses with a tail. */
  #readAddress(): void {
    const length = this.#reader.bytesUpTo(this.#bytes, ADDRESS_AT);
    const header = this.#bytes[ADDRESS_AT] ?? 0;
    const kind = length === 0 ? NO_ADDRESS : (COUNTS_FOR[header >> 4] ?? NO_ADDRESS);
    if (kind === NO_ADDRESS) throw this.#reader.fail('an address', `${length} bytes from 0x${header.toString(16)} on`);
    if (kind === STAKE && length < BASE_BYTES) {
      throw this.#reader.fail(`an address of ${BASE_BYTES} bytes`, `${length} bytes`);
    }
    this.kind = kind;
    this.credentialKind = (header & STAKE_IS_SCRIPT) === 0 ? 0 : 1;
  }

  /** Lovelace, or [lovelace, other assets]. */
  #readValue(): void {
    const alone = this.#reader.peek() !== 'array';
    if (!alone) record(this.#reader, 'lovelace and other assets', 2);
    this.amount.read(this.#reader, 0);
    if (!alone) this.#reader.skip();
  }
}
