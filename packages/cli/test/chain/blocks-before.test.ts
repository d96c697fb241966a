import { blake2b224, encodeBech32, toHex } from '@pooltool/shared-utils/crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBlocksBefore } from '../../src/chain/blocks-before.ts';

const idOf = (name: string): Uint8Array => blake2b224(new TextEncoder().encode(name));
const hexOf = (name: string): string => toHex(idOf(name));

describe('a file of blocks before our chain', () => {
  test('names each pool in hex or bech32, with its blocks', () => {
    const text = `\uFEFFpool,blocks\r\n${hexOf('a').toUpperCase()}, 12\r\n\r\n${encodeBech32('pool', idOf('b'))},0\r\n`;
    expect(parseBlocksBefore(text, 'b.csv')).toEqual([
      { pool: hexOf('a'), blocks: 12 },
      { pool: hexOf('b'), blocks: 0 },
    ]);
  });

  test('gives back whatever was written', () => {
    const rows = fc.uniqueArray(fc.tuple(fc.string(), fc.nat({ max: 2 ** 31 - 1 })), {
      selector: ([name]) => name,
      minLength: 1,
    });
    fc.assert(
      fc.property(rows, (given) => {
        const told = given.map(([name, blocks]) => ({ pool: hexOf(name), blocks }));
        const text = ['pool,blocks', ...told.map(({ pool, blocks }) => `${pool},${blocks}`)].join('\n');
        expect(parseBlocksBefore(text, 'b.csv')).toEqual(told);
      }),
    );
  });

  test('that is wrong is refused with every line that is', () => {
    const pool = hexOf('a');
    const text = [
      'pool_id,blocks',
      `${pool},1`,
      `${pool},2`,
      `${hexOf('b')},-1`,
      `${hexOf('c')},2147483648`,
      `${hexOf('d')},1.5`,
      `${hexOf('e')},1,2`,
      'abc,1',
      'pool1qqqqq,1',
    ].join('\n');
    const says = [
      'b.csv: line 1: it wants pool,blocks',
      'line 3: the pool of line 2 again',
      'line 4: blocks wants a whole number',
      'line 5: blocks wants a whole number from 0 to 2147483647',
      'line 6: blocks',
      'line 7: 3 fields',
      'line 8: pool id',
      'line 9: not bech32',
    ];
    for (const one of says) expect(() => parseBlocksBefore(text, 'b.csv')).toThrow(one);
  });

  test('that is long and wrong tells the first lines, and how many more', () => {
    const lines = Array.from({ length: 25 }, (_, index) => `x${index},1`);
    expect(() => parseBlocksBefore(['pool,blocks', ...lines].join('\n'), 'b.csv')).toThrow(/line 11: .*and 15 more$/);
  });

  test.each(['', 'pool,blocks', 'pool,blocks\n\n'])('of no pools (%j) is refused', (text) => {
    expect(() => parseBlocksBefore(text, 'b.csv')).toThrow(/no pool in it|it wants pool,blocks/);
  });
});
