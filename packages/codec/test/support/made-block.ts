import { CborWriter } from '@pooltool/shared-utils/cbor';
import { blake2b256 } from '@pooltool/shared-utils/crypto';

const KEY = new Uint8Array(32).fill(1);
const OUTPUT = new Uint8Array(64).fill(2);

export interface MadeTransaction {
  /** writes the body, a map */
  readonly body: (writer: CborWriter) => void;
  /** writes the witness set; an empty one when absent */
  readonly witnesses?: (writer: CborWriter) => void;
}

/** A block with a Praos header of era 6 or 7, around the given transactions: for forms no recorded block has. */
export function madeBlock({
  era = 7,
  transactions = [],
  failed = [],
  counter = 3,
  minorVersion = 2,
}: {
  era?: number;
  transactions?: readonly MadeTransaction[];
  failed?: readonly number[];
  counter?: number | bigint;
  minorVersion?: number | bigint;
}): Uint8Array {
  const parts = bodyParts({ transactions, failed });
  const bodyHash = blake2b256(Buffer.concat(parts.map((part) => blake2b256(part))));
  const header = headerOver(bodyHash, { counter, minorVersion });
  return Buffer.concat([new CborWriter().array(2).int(era).array(5).finish(), header, ...parts]);
}

/** Bodies, witness sets, auxiliary data and the indexes of failed transactions. */
function bodyParts({
  transactions,
  failed,
}: {
  transactions: readonly MadeTransaction[];
  failed: readonly number[];
}): Uint8Array[] {
  const bodies = new CborWriter().array();
  for (const { body } of transactions) body(bodies);
  const witnessSets = new CborWriter().array();
  for (const { witnesses } of transactions) {
    if (witnesses === undefined) witnessSets.map(0);
    else witnesses(witnessSets);
  }
  const indexes = new CborWriter().array(failed.length);
  for (const index of failed) indexes.int(index);
  return [bodies.break().finish(), witnessSets.break().finish(), new CborWriter().map(0).finish(), indexes.finish()];
}

function headerOver(
  bodyHash: Uint8Array,
  { counter, minorVersion }: { counter: number | bigint; minorVersion: number | bigint },
): Uint8Array {
  const writer = new CborWriter().array(2).array(10).int(7).int(140).bytes(KEY).bytes(KEY).bytes(KEY);
  writer.array(2).bytes(OUTPUT).bytes(new Uint8Array(80));
  writer.int(99).bytes(bodyHash);
  writer.array(4).bytes(KEY).int(counter).int(0).bytes(OUTPUT);
  writer.array(2).int(10).int(minorVersion);
  return writer.bytes(new Uint8Array(448)).finish();
}

const none = (writer: CborWriter): CborWriter => writer.array(0);

/** A body with the fields of `more` behind a fee of 200,000, and neither inputs nor outputs unless they are given. */
export function bodyWith(
  more: (writer: CborWriter) => void,
  { inputs = none, outputs = none }: { [list in 'inputs' | 'outputs']?: (writer: CborWriter) => unknown } = {},
): (writer: CborWriter) => void {
  return (writer) => {
    inputs(writer.map().int(0));
    outputs(writer.int(1));
    more(writer.int(2).int(200_000));
    writer.break();
  };
}
