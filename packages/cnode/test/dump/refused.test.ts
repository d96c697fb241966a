import { describe, expect, test } from 'vitest';
import { decodeLedgerDump, dumpLayoutUnknown } from '../../src/index.ts';
import { A, A2, B, C, type StateParts, stateOf } from './support/hand-made-state.ts';

/** Path, what was expected and what was found. */
function refusalOf(parts: StateParts) {
  try {
    decodeLedgerDump(stateOf(parts));
  } catch (error) {
    if (dumpLayoutUnknown.is(error)) return error.details;
    throw error;
  }
  return null;
}

const key = `8200581c${'0a'.repeat(28)}`;
const pool = `581c${'0b'.repeat(28)}`;
const address = (header: string): string => `5839${header}${'0c'.repeat(28)}${'0a'.repeat(28)}`;
const output = (n: number, of: string): string => `825820${'0d'.repeat(31)}0${n}00${of}`;

describe('what is no layout we know is refused by name, at its place', () => {
  test.each([
    ['Babbage: four items of governance', { ...A2, governance: `84a0a0${A2.parameters}${A2.parameters}` }],
    ['Babbage: five items of governance', { ...A2, governance: `85a0a0${A2.parameters}${A2.parameters}80` }],
  ])('%s', (_, parts) => {
    expect(refusalOf(parts)).toMatchObject({
      path: '4.2.2.4',
      expected: "Conway's governance state",
      found: 'that of Babbage or an earlier era',
    });
  });

  test('a credential twice among accounts, and in any map of stake', () => {
    const account = `${key}8400 00f6f6`.replaceAll(' ', '');
    expect(refusalOf({ ...C, accounts: `a2${account}${account}` })).toMatchObject({
      path: '4.2.1.3.1[1]',
      expected: 'each account once',
    });
    expect(refusalOf({ ...C, stake: `a2${key}01${key}01` })).toMatchObject({ path: '4.2.2.5[1]' });
    expect(refusalOf({ ...B, snapshot: `83a0a2${key}${pool}${key}${pool}a0` })).toMatchObject({ path: '4.3.1.2[1]' });
  });

  test('a DRep of a fifth kind', () => {
    const accounts = `a1${key}840000f68104`;
    expect(refusalOf({ ...C, accounts })).toMatchObject({ path: '4.2.1.3.1[0]', expected: 'a DRep' });
  });

  test.each([
    ['a fourth item', `84${address('01')}0100f6`, 'an output of 2 or 3 items'],
    ['a key 4', `a3 00${address('01')} 0101 0400`, 'an output of address, value, datum and script'],
    ['no value', `a100${address('01')}`, 'an output with an address and a value'],
    ['an address twice', `a200${address('01')}00${address('01')}`, 'each key of an output once'],
    ['an address of a kind that is none', `82${address('91')}01`, 'an address'],
    ['a base address cut short', `825820${'01'.repeat(32)}01`, 'an address of 57 bytes'],
  ])('an unspent output of %s', (_, of, expected) => {
    const outputs = `a1${output(1, of.replaceAll(' ', ''))}`;
    expect(refusalOf({ ...A, outputs })).toMatchObject({ path: '4.2.2.1[0]', expected });
  });

  test('unspent outputs that come to more credentials than the ledger’s own stake has', () => {
    const outputs = `a2${output(1, `82${address('01')}05`)}${output(2, `82${address('21')}07`)}`;
    expect(refusalOf({ ...A, outputs, stake: `82a1${key}05a0` })).toMatchObject({
      path: '4.2.2.5.1',
      expected: 'the stake of 2 credentials, as the unspent outputs come to',
      found: '1',
    });
    expect(decodeLedgerDump(stateOf({ ...A, outputs })).instantStake?.stake).toEqual(BigUint64Array.of(5n, 7n));
  });
});

test('a reward update that is being computed is told from none', () => {
  const progressOf = (rewardUpdate: string) => {
    const dump = decodeLedgerDump(stateOf({ ...C, rewardUpdate }));
    return [dump.rewardUpdateProgress, dump.rewardUpdate, dump.rewardTotals];
  };
  expect(progressOf('80')).toEqual(['none', null, null]);
  expect(progressOf('8183008080')).toEqual(['computing', null, null]);
  expect(refusalOf({ ...C, rewardUpdate: '81820080' })).toMatchObject({ path: '5' });
  expect(refusalOf({ ...C, rewardUpdate: '81820280' })).toMatchObject({ path: '5', found: '2, of 2' });
});
