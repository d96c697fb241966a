import { poolId } from '@pooltool/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeNames } from '../../src/tips/node-names.ts';
import { timeFrom } from '../../src/tips/report-time.ts';

describe('a time', () => {
  test('of any precision is read to the millisecond', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.nat(999_999),
        (date, more) => {
          const written = date.toISOString().replace('Z', `${String(more).padStart(6, '0')}Z`);
          expect(timeFrom(written)).toBe(date.getTime());
        },
      ),
    );
  });

  test.each([
    ['2026-01-02T03:04:05Z', Date.UTC(2026, 0, 2, 3, 4, 5)],
    ['2026-01-02T03:04:05.1Z', Date.UTC(2026, 0, 2, 3, 4, 5, 100)],
    ['2026-01-02 03:04:05,25', Date.UTC(2026, 0, 2, 3, 4, 5, 250)],
    ['2026-01-02T03:04:05-0230', Date.UTC(2026, 0, 2, 5, 34, 5)],
    ['1969-12-31T23:59:59Z', null],
    ['2026-02-31T00:00:00Z', null],
    ['2026-01-02T25:00:00Z', null],
    ['2026-01-02', null],
    ['1767322800', null],
    ['', null],
  ])('%s', (text, expected) => {
    expect(timeFrom(text)).toBe(expected);
  });
});

describe('the name of a node', () => {
  const A = poolId('aa'.repeat(28));
  const B = poolId('bb'.repeat(28));

  test('is the one it gave itself, else one of its address that does not tell the address', () => {
    const nameOf = nodeNames();
    expect(nameOf(A, 'relay', '192.0.2.1', 0)).toBe('relay');
    const byAddress = nameOf(A, '', '192.0.2.1', 0);
    expect(byAddress).toMatch(/^~[0-9a-f]{5}$/);
    expect([nameOf(A, '', '192.0.2.1', 0), nameOf(A, '', '192.0.2.2', 0), nameOf(B, '', '192.0.2.1', 0)]).toEqual([
      byAddress,
      expect.not.stringContaining(byAddress),
      expect.not.stringContaining(byAddress),
    ]);
    expect(nameOf(A, '', '2001:db8::1', 0)).toBe(nameOf(A, '', '2001:db8::2', 0));
  });

  test('that is chosen cannot be taken for one that was made, and our own machine is no name', () => {
    const nameOf = nodeNames();
    expect([nameOf(A, '~abcde', '192.0.2.1', 0), nameOf(A, '', '127.0.0.1', 0), nameOf(A, '~', '::1', 0)]).toEqual([
      'abcde',
      '',
      '',
    ]);
  });

  test('is one of fifty of its pool in a day: who invents more reports for the unnamed node', () => {
    const nameOf = nodeNames();
    const names = Array.from({ length: 200 }, (_, no) => nameOf(A, `n${no}`, '192.0.2.1', 0));
    expect(new Set(names).size).toBe(51);
    expect(nameOf(A, 'n199', '192.0.2.1', 0)).toBe('');
    expect(nameOf(B, 'n199', '192.0.2.1', 0)).toBe('n199');
    expect(nameOf(A, 'n199', '192.0.2.1', 86_400_001)).toBe('n199');
  });
});
