import { closeSync, openSync, writeSync } from 'node:fs';
import { CborWriter } from '@pooltool/shared-utils/cbor';

export interface DumpSize {
  readonly accounts: number;
  readonly pools: number;
}

/**
 * Writes a NewEpochState of layout A2 of any size, as a node would order it, piece by piece. Its figures mean nothing;
 * its shape and its sizes are those of a mainnet dump (chain-input.md section 6).
 * @returns bytes written
 */
export function writeDump(path: string, { accounts, pools }: DumpSize): number {
  const file = openSync(path, 'w');
  const writer = new CborWriter();
  let bytes = 0;
  const flush = (most = 0): void => {
    if (writer.length <= most) return;
    const piece = writer.finish();
    bytes += piece.length;
    writeSync(file, piece);
    writer.clear();
  };
  const entries = (count: number, write: (row: number) => void): void => {
    writer.map();
    for (let row = 0; row < count; row += 1) {
      write(row);
      flush(1 << 20);
    }
    writer.break();
  };
  const credential = (row: number): void => {
    writer
      .array(2)
      .int(row % 16 === 0 ? 1 : 0)
      .bytes(hash(row, 28));
  };
  const pool = (row: number): CborWriter => writer.bytes(hash(-1 - (row % pools), 28));
  const poolParameters = (row: number): void => {
    pool(row).array(9);
    pool(row).bytes(hash(row, 32)).int(100_000_000_000).int(340_000_000).tag(30).array(2).int(1).int(50);
    writer
      .bytes(Uint8Array.of(0xe1, ...hash(row, 28)))
      .tag(258)
      .array(1)
      .bytes(hash(row, 28));
    writer.array(1).array(3).int(1).int(3001).text('relay.example').null();
  };
  const snapshot = (): void => {
    writer.array(3);
    entries(accounts, (row) => {
      credential(row);
      writer.int(stakeOf(row));
    });
    entries(accounts, (row) => {
      credential(row);
      pool(row);
    });
    entries(pools, poolParameters);
  };
  const parameters = (): void => {
    writer
      .array(31)
      .int(44)
      .int(155_381)
      .int(90_112)
      .int(16_384)
      .int(1100)
      .int(2_000_000)
      .int(500_000_000)
      .int(18)
      .int(500);
    writer.tag(30).array(2).int(3).int(10).tag(30).array(2).int(3).int(1000).tag(30).array(2).int(1).int(5);
    writer.array(2).int(10).int(0).int(170_000_000);
    for (let item = 14; item < 31; item += 1) writer.int(0);
  };

  writer.array(7).int(600);
  entries(pools, (row) => {
    pool(row).int(row % 40);
  });
  entries(pools, (row) => {
    pool(row).int(row % 41);
  });
  writer.array(4).array(2).int(1_600_000_000_000_000).int(7_000_000_000_000_000);
  writer.array(2).array(3).array(3).map(0).map(0).int(0);
  writer.array(4);
  entries(pools, poolParameters);
  writer.map(0).map(0);
  entries(pools, (row) => {
    pool(row).int(500_000_000);
  });
  writer.array(4).array(2);
  entries(accounts, (row) => {
    credential(row);
    writer
      .array(4)
      .array(1)
      .array(2)
      .int(stakeOf(row) / 1000n)
      .int(2_000_000)
      .tag(258)
      .array(0)
      .array(1);
    pool(row).array(1).array(1).int(2);
  });
  writer.map(0).map(0).map(0).array(4).map(0).map(0).int(0).int(0);
  writer.array(6).map(0).int(4_400_000_000_000).int(90_000_000_000);
  writer.array(7).array(0).array(0).array(0);
  parameters();
  parameters();
  writer.array(1).int(0).array(0);
  entries(accounts, (row) => {
    credential(row);
    writer.int(stakeOf(row));
  });
  writer.int(0).array(4);
  snapshot();
  snapshot();
  snapshot();
  writer.int(45_000_000_000).array(2).map(0).int(20_000_000_000_000);
  writer.array(0).array(2).map(0).int(1).null();
  flush();
  closeSync(file);
  return bytes;
}

const stakeOf = (row: number): bigint => 5_000_000_000n + BigInt(row % 1000) * 1_000_000_007n;

/** Bytes that differ per row and look like a hash, at no cost worth measuring. */
function hash(row: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let word = Math.imul(row + 1, 0x9e3779b1);
  for (let i = 0; i < length; i += 1) {
    word = Math.imul(word ^ (word >>> 15), 0x85ebca6b) + i;
    bytes[i] = word >>> 24;
  }
  return bytes;
}
