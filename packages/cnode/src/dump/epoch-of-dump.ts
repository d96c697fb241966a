import { type Epoch, epoch, InvalidValue } from '@pooltool/domain';
import { CborError, CborFileReader } from '@pooltool/shared-utils/cbor';

/**
 * The epoch a dump was made in, from its first bytes; dumps wait in its order. Null when they do not tell: decoding says why.
 * Shapes: see decode-ledger-dump.ts. A file that cannot be opened throws as node:fs does.
 */
export function epochOfDump(path: string): Epoch | null {
  using reader = new CborFileReader(path);
  try {
    return readEpoch(reader);
  } catch (error) {
    if (error instanceof CborError || error instanceof InvalidValue) return null;
    throw error;
  }
}

const NEW_EPOCH_STATE_ITEMS = 7;

function readEpoch(reader: CborFileReader): Epoch {
  if (reader.arrayStart() === NEW_EPOCH_STATE_ITEMS) return epoch(reader.uintNumber());
  reader.skip();
  reader.arrayStart();
  // Eras that ended come before the last.
  for (let eras = reader.arrayStart(); eras > 1; eras -= 1) reader.skip();
  // The last era [start, [2, [tip, [epoch, …
  for (let depth = 1; depth <= 3; depth += 1) {
    reader.arrayStart();
    reader.skip();
  }
  reader.arrayStart();
  return epoch(reader.uintNumber());
}
