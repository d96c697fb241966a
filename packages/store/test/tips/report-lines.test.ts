import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockReports, LineCutter, NumberReader } from '../../src/tips/report-lines.ts';

test('numbers are read as they were listed, unknown ones too', () => {
  const numbers = fc.array(fc.option(fc.integer({ min: -(2 ** 31 - 1), max: 2 ** 31 - 1 })), { minLength: 1 });
  fc.assert(
    fc.property(numbers, (listed) => {
      const reader = new NumberReader(Buffer.from(listed.map((one) => one ?? 'n').join(' ')));
      const read: (number | null)[] = [];
      while (!reader.isAtEnd) read.push(reader.next());
      expect(read).toEqual(listed.map((one) => (one === 0 ? 0 : one)));
    }),
  );
});

test('lines are cut where they end, wherever the chunks do', () => {
  const lines = fc.array(fc.stringMatching(/^[0-9,]{0,30}$/));
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 20 }), (given, size) => {
      const bytes = Buffer.from(given.map((line) => `${line}\n`).join(''));
      const read: string[] = [];
      const cutter = new LineCutter((line) => read.push(line.toString()));
      for (let at = 0; at < bytes.length; at += size) cutter.add(bytes.subarray(at, at + size));
      expect(read).toEqual(given);
    }),
  );
});

test('a block may have more reports than there was room for', () => {
  const block = new BlockReports();
  block.begin(7, 42);
  const all = Array.from({ length: 5_000 }, (_, index) => index);
  for (const index of all) block.add(index, -index, 2 * index);
  expect(block.reports).toBe(5_000);
  expect([...block.receivers.subarray(0, 5_000)]).toEqual(all);
  expect(block.delays[4_999]).toBe(-4_999);
  expect(block.received[4_999]).toBe(9_998);
  block.begin(8, 43);
  expect(block.reports).toBe(0);
});
