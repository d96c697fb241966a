import { blockHash, height, InvalidValue, slot, type Tip } from '@pooltool/domain';
import { CborError, CborFileReader, CborReader, type CborSource } from '@pooltool/shared-utils/cbor';
import { dumpIsText, dumpLayoutUnknown, dumpTruncated } from './errors.ts';
import { type LeaveOut, NOTHING } from './left-out.ts';
import { type ReadState, readNewEpochState } from './new-epoch-state.ts';
import { record, skipItems } from './record.ts';

/** A ledger state and what its dump says beside it. */
export interface LedgerDump extends ReadState {
  /** where on the chain it was taken, when the file says so: snapshots that a node keeps on disk do */
  readonly tip: Tip | null;
}

export interface DumpOptions {
  /** parts to pass over: they come back empty, or null (`unspent`, `instantStake`) */
  readonly leaveOut?: LeaveOut;
}

/** The path of a file, bytes at hand, or bytes as they come. */
export type DumpSource = string | Uint8Array | CborSource;

/**
 * Reads a ledger-state dump (chain-input.md section 5) in layout A, A2, B or C, recognised by shape: the raw
 * NewEpochState of `cardano-cli query ledger-state --output-text` or of Ogmios, or a snapshot file of a node. One pass,
 * one window; what is not wanted is passed over. It reads synchronously: seconds for a mainnet dump.
 *
 * @throws POOLTOOL_DUMP_TRUNCATED when the bytes end too early, POOLTOOL_DUMP_LAYOUT_UNKNOWN with the first path that
 * did not fit, POOLTOOL_DUMP_IS_TEXT; each with the byte `offset` and the `path` (positions from 1, `[n]` entry n of a
 * map from 0). A file that cannot be opened throws as node:fs does.
 */
export function decodeLedgerDump(source: DumpSource, { leaveOut = NOTHING }: DumpOptions = {}): LedgerDump {
  if (typeof source !== 'string') return readDump(new CborReader(source, { blames }), leaveOut);
  using reader = new CborFileReader(source, { blames });
  return readDump(reader, leaveOut);
}

const blames = (error: unknown): error is Error => error instanceof InvalidValue;

function readDump(reader: CborReader, leaveOut: LeaveOut): LedgerDump {
  try {
    if (reader.peek() === 'text') throw dumpIsText();
    const dump = readEither(reader, leaveOut);
    if (!reader.isEnd()) throw reader.fail('the end of the dump', 'more bytes after it');
    return dump;
  } catch (error) {
    throw error instanceof CborError ? explained(error) : error;
  }
}

const NEW_EPOCH_STATE_ITEMS = 7;

function readEither(reader: CborReader, leaveOut: LeaveOut): LedgerDump {
  const length = record(reader, 'a NewEpochState or a snapshot file', NEW_EPOCH_STATE_ITEMS, 2);
  if (length === NEW_EPOCH_STATE_ITEMS) return { ...readNewEpochState(reader, leaveOut), tip: null };
  reader.skip();
  return reader.at('2', () => readExtendedLedgerState(reader, leaveOut));
}

/**
 * [telescope of eras, header state]. Eras that ended are [start, end]; the last is [start, [2, [tip, NewEpochState,
 * transition(, peras from node 11)]]] (chain-input.md 5.1).
 */
function readExtendedLedgerState(reader: CborReader, leaveOut: LeaveOut): LedgerDump {
  record(reader, 'the extended ledger state', 2);
  const dump = reader.at('1', () => {
    const eras = reader.arrayStart(1);
    for (let past = 1; past < eras; past += 1) reader.skip();
    return reader.at(`${eras}`, () => readLastEra(reader, leaveOut));
  });
  skipItems(reader, 2, 2);
  return dump;
}

function readLastEra(reader: CborReader, leaveOut: LeaveOut): LedgerDump {
  record(reader, 'the last era: its start and its state', 2);
  reader.skip();
  return reader.at('2', () => {
    record(reader, "the last era's state", 2);
    reader.skip();
    return reader.at('2', () => {
      const length = record(reader, 'a tip, a NewEpochState and a transition', 3, 4);
      const tip = reader.at('1', () => readTip(reader));
      const state = reader.at('2', () => {
        record(reader, 'a NewEpochState', NEW_EPOCH_STATE_ITEMS);
        return readNewEpochState(reader, leaveOut);
      });
      skipItems(reader, 3, length);
      return { ...state, tip };
    });
  });
}

/** [] at the origin, else [[slot, height, hash]] */
function readTip(reader: CborReader): Tip | null {
  if (record(reader, 'a tip or none', 0, 1) === 0) return null;
  record(reader, 'a tip', 3);
  const at = slot(reader.uintNumber());
  const of = height(reader.uintNumber());
  return { slot: at, height: of, hash: blockHash(reader.hex(32)) };
}

function explained(error: CborError): Error {
  const where = error.path === '' ? 'at its top' : `at ${error.path}`;
  const kind = error.truncated ? dumpTruncated : dumpLayoutUnknown;
  return kind({
    message: `the ledger dump ${where}: expected ${error.expected} at byte ${error.offset}, found ${error.found}`,
    details: { path: error.path, offset: error.offset, expected: error.expected, found: error.found },
    cause: error,
  });
}
