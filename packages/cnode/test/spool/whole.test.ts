import { describe, expect, test } from 'vitest';
import { judgeWhole, type Look, type Sighting } from '../../src/spool/whole.ts';

const SETTLE_MS = 10_000;
const dump = (given: Partial<Look> = {}): Look => ({
  name: 'ledger.cbor',
  identity: '7:1000',
  bytes: 100,
  modifiedMs: 5,
  ...given,
});

/** Looks one after the other, each at its time; what is judged at the last. */
function after(...looks: readonly { at: number; files: readonly Look[] }[]) {
  let before: readonly Sighting[] = [];
  let last = judgeWhole([], { before, nowMs: 0, settleMs: SETTLE_MS });
  for (const { at, files } of looks) {
    last = judgeWhole(files, { before, nowMs: at, settleMs: SETTLE_MS });
    before = last.sightings;
  }
  return { whole: last.whole.map(({ name }) => name), nextMs: last.nextMs };
}

describe('a dump is taken', () => {
  test('not at first sight: somebody may be writing it', () => {
    expect(after({ at: 0, files: [dump()] })).toEqual({ whole: [], nextMs: SETTLE_MS });
  });

  test('when size and time of change stayed for the settle time', () => {
    expect(after({ at: 0, files: [dump()] }, { at: 9_999, files: [dump()] })).toEqual({ whole: [], nextMs: 1 });
    expect(after({ at: 0, files: [dump()] }, { at: 10_000, files: [dump()] })).toEqual({
      whole: ['ledger.cbor'],
      nextMs: null,
    });
  });

  test.each([
    ['it grew', { bytes: 101 }],
    ['it was written over', { modifiedMs: 6 }],
    ['another file has its name', { identity: '8:1000' }],
  ])('later when %s meanwhile', (_why, change) => {
    const looks = [
      { at: 0, files: [dump()] },
      { at: 9_000, files: [dump(change)] },
    ];
    expect(after(...looks, { at: 10_000, files: [dump(change)] })).toEqual({ whole: [], nextMs: 9_000 });
    expect(after(...looks, { at: 19_000, files: [dump(change)] }).whole).toEqual(['ledger.cbor']);
  });

  test('at once when its writer renamed it', () => {
    const part = dump({ name: 'ledger.cbor.part', bytes: 50 });
    expect(after({ at: 0, files: [part] }, { at: 1, files: [dump()] }).whole).toEqual(['ledger.cbor']);
  });

  test('not at once when the system gave the number of a deleted file to a new one', () => {
    const part = dump({ name: 'ledger.cbor.part' });
    expect(after({ at: 0, files: [part] }, { at: 1, files: [dump({ identity: '7:2000' })] }).whole).toEqual([]);
  });

  test('not at once where the file system does not tell files apart', () => {
    const [part, renamed] = [dump({ name: 'a.part', identity: null }), dump({ identity: null })];
    expect(after({ at: 0, files: [part] }, { at: 1, files: [renamed] }).whole).toEqual([]);
  });

  test('never under another ending or a hidden name', () => {
    const files = [dump({ name: 'ledger.cbor.tmp' }), dump({ name: '.ledger.cbor' })];
    expect(after({ at: 0, files }, { at: 20_000, files })).toEqual({ whole: [], nextMs: null });
  });
});
