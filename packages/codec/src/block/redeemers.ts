import type { Transaction } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';

export type ExecutionUnits = Transaction['executionUnits'];

export const NO_UNITS: ExecutionUnits = { memory: 0n, steps: 0n };
const REDEEMERS = 5;

/** The execution units of all redeemers of a witness set; everything else in it is passed over. */
export function readExecutionUnits(reader: CborReader): ExecutionUnits {
  let units = NO_UNITS;
  reader.fields((key) => {
    if (key !== REDEEMERS) return false;
    units = reader.at('redeemers', () => (reader.peek() === 'map' ? sumOfMap(reader) : sumOfList(reader)));
    return true;
  });
  return units;
}

/** To Babbage, and allowed in Conway: a list of `[purpose, index, data, units]`. */
function sumOfList(reader: CborReader): ExecutionUnits {
  let units = NO_UNITS;
  reader.set(() => {
    const length = reader.arrayStart(4);
    reader.skip();
    reader.skip();
    reader.skip();
    units = plus(units, reader);
    reader.arrayEnd(length, 4);
  });
  return units;
}

/** Conway: a map `[purpose, index] → [data, units]`. */
function sumOfMap(reader: CborReader): ExecutionUnits {
  let units = NO_UNITS;
  reader.entries(() => {
    reader.skip();
    const length = reader.arrayStart(2);
    reader.skip();
    units = plus(units, reader);
    reader.arrayEnd(length, 2);
  });
  return units;
}

/** `[memory, steps]`, each of at most 63 bits when added up over a block (see `demandPossibleSums`). */
function plus(units: ExecutionUnits, reader: CborReader): ExecutionUnits {
  const length = reader.arrayStart(2);
  const sum = { memory: units.memory + reader.uintBig(), steps: units.steps + reader.uintBig() };
  reader.arrayEnd(length, 2);
  return sum;
}
