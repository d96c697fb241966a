import { lovelace, type TransactionInput, type TransactionOutput, transactionId } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { keyTwice, MOST_INDEX, readUpTo } from './ledger-bounds.ts';

const HASH = 32;
const ADDRESS = 0;
const AMOUNT = 1;

/**
 * The inputs of a transaction, each once: until Conway one may stand in the list twice, and is spent once (ledger: a Set;
 * Conway refuses the second).
 */
export function readInputs(reader: CborReader): TransactionInput[] {
  const inputs = reader.set(() => readInput(reader));
  if (inputs.length < 2) return inputs;
  const once = new Map(inputs.map((input) => [`${input.transactionId}#${input.index}`, input]));
  return once.size === inputs.length ? inputs : [...once.values()];
}

/** `[transaction id, index]` */
export function readInput(reader: CborReader): TransactionInput {
  const length = reader.arrayStart(2);
  const id = transactionId(reader.hex(HASH));
  const index = readUpTo(reader, MOST_INDEX, 'the index of an output');
  reader.arrayEnd(length, 2);
  return { transactionId: id, index };
}

/** To Alonzo an array `[address, value, datum hash?]`; from Babbage on also a map with keys 0 address, 1 value. */
export function readOutput(reader: CborReader): TransactionOutput {
  return reader.peek() === 'map' ? readMapOutput(reader) : readArrayOutput(reader);
}

function readArrayOutput(reader: CborReader): TransactionOutput {
  const length = reader.arrayStart(2);
  const output = { address: reader.hex(), amount: readAmount(reader) };
  reader.arrayEnd(length, 2);
  return output;
}

function readMapOutput(reader: CborReader): TransactionOutput {
  let address: string | null = null;
  let amount: TransactionOutput['amount'] | null = null;
  reader.fields((key) => {
    if ((key === ADDRESS && address !== null) || (key === AMOUNT && amount !== null)) throw keyTwice(reader, key);
    if (key === ADDRESS) address = reader.hex();
    else if (key === AMOUNT) amount = readAmount(reader);
    else return false;
    return true;
  });
  if (address === null || amount === null) throw reader.fail('an output with an address and an amount', 'one without');
  return { address, amount };
}

/** Lovelace alone, or `[lovelace, other assets]`. */
function readAmount(reader: CborReader): TransactionOutput['amount'] {
  if (reader.peek() !== 'array') return lovelace(reader.uintBig());
  const length = reader.arrayStart(2);
  const amount = lovelace(reader.uintBig());
  reader.arrayEnd(length, 1);
  return amount;
}
