import { credentialHash, epoch, lovelace, poolId } from '@pooltool/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  amongSorted,
  EXPORT_COLUMNS,
  EXPORT_HEADER,
  exportLine,
  ownersCorrections,
} from '../src/export/earner-lines.ts';

const ACCOUNT = 'a1'.repeat(28);
const OWNER = 'b2'.repeat(28);
const MEMBER = 'c3'.repeat(28);
const POOL = 'd4'.repeat(28);

/** 10 for the operator, 6 for one owner, who delegates 3, and the account's holder, who delegates 1. */
const corrections = ownersCorrections([
  {
    pool: poolId(POOL),
    epoch: epoch(300),
    leaderReward: lovelace(18n),
    operatorFee: lovelace(10n),
    owners: [
      { owner: credentialHash(ACCOUNT), stake: 1n },
      { owner: credentialHash(OWNER), stake: 3n },
    ],
    account: { hash: ACCOUNT, tag: 0 },
  },
]);
const line = (text: string): string => exportLine(text, { earned: 300, corrections });

describe('a line of the export', () => {
  test('has the columns of its header, in its order', () => {
    expect(EXPORT_HEADER).toBe(`${EXPORT_COLUMNS.map(([name]) => `"${name}"`).join(',')}\r\n`);
    expect(line(`${MEMBER},0,${POOL},5000,7,0`)).toBe(`"${MEMBER}","300","${POOL}",5000,7,0\r\n`);
  });

  test('splits a leader reward into the fee and what the owners earned', () => {
    expect(line(`${ACCOUNT},0,${POOL},1,0,18`)).toBe(`"${ACCOUNT}","300","${POOL}",1,8,10\r\n`);
  });

  test("shows an owner's share also to the owner who is not paid", () => {
    expect(line(`${OWNER},0,${POOL},3,0,0`)).toBe(`"${OWNER}","300","${POOL}",3,6,0\r\n`);
  });

  test('does not take a script for the key of equal bytes', () => {
    expect(line(`${OWNER},1,${POOL},3,2,0`)).toBe(`"${OWNER}","300","${POOL}",3,2,0\r\n`);
  });

  test('keeps amounts that no double holds, and says None of who delegates to nobody', () => {
    expect(line(`${MEMBER},0,,0,9007199254740993,0`)).toBe(`"${MEMBER}","300","None",0,9007199254740993,0\r\n`);
  });
});

describe('who is paid without having delegated', () => {
  test('stands among those who have, in the order of keys, wherever a chunk ends', () => {
    const keys = fc.uniqueArray(fc.stringMatching(/^[0-9a-f]{4}$/), { maxLength: 40 });
    fc.assert(
      fc.property(keys, fc.nat({ max: 40 }), fc.integer({ min: 1, max: 9 }), (all, fewer, size) => {
        const few = all.slice(0, fewer).sort();
        const many = all.slice(fewer).sort();
        const others = amongSorted(few);
        const written: string[] = [];
        for (let at = 0; at < many.length; at += size) written.push(...others.placedIn(many.slice(at, at + size)));
        // A chunk that ends no line.
        written.push(...others.placedIn([]), ...others.rest());
        expect(written).toEqual([...all].sort());
      }),
    );
  });
});
