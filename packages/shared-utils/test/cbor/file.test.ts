import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CborFileReader, CborWriter } from '@pooltool/shared-utils/cbor';
import { expect, onTestFinished, test } from 'vitest';

function fileOf(bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'cbor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'items.cbor');
  writeFileSync(path, bytes);
  return path;
}

test('a file of several windows is read to its end', () => {
  const writer = new CborWriter().map();
  for (let index = 0; index < 100_000; index++) writer.int(index).bytes(new Uint8Array(28).fill(index));
  const path = fileOf(writer.break().finish());
  using reader = new CborFileReader(path);
  const column = new Uint8Array(100_000 * 28);
  let misread = 0;
  const count = reader.entries((index) => {
    if (reader.uintNumber() !== index) misread += 1;
    reader.bytesInto(column, index * 28, 28);
  });
  expect({ count, misread }).toEqual({ count: 100_000, misread: 0 });
  expect(column.every((byte, at) => byte === (Math.floor(at / 28) & 255))).toBe(true);
  expect(reader.isEnd()).toBe(true);
});

test('a truncated file says at which byte', () => {
  const path = fileOf(new CborWriter().array(2).int(1).bytes(new Uint8Array(100)).finish().subarray(0, 50));
  using reader = new CborFileReader(path);
  expect(() => reader.skip()).toThrow(/at byte \d+, found the end of the input/);
});
