import { dispositionOf, errorKind, PoolToolError, poolToolErrorIn } from '@pooltool/shared-utils/errors';
import { describe, expect, test } from 'vitest';

const code = <const C extends `POOLTOOL_${string}`>(value: C): C => value;

const lateBlock = errorKind({ code: code('POOLTOOL_TEST_LATE'), disposition: 'retry', says: 'the block is late' });
const wrongKey = errorKind({
  code: code('POOLTOOL_TEST_KEY'),
  disposition: 'reject',
  status: 401,
  says: 'the key is wrong',
});
const brokenBooks = errorKind({ code: code('POOLTOOL_TEST_BOOKS'), disposition: 'halt', says: 'the books differ' });

describe('a kind of error', () => {
  test('makes errors that carry code, disposition, status, details and cause', () => {
    const cause = new Error('socket closed');
    const error = lateBlock({ details: { slot: 7 }, cause });
    expect(error).toBeInstanceOf(PoolToolError);
    expect(error).toMatchObject({
      code: 'POOLTOOL_TEST_LATE',
      disposition: 'retry',
      status: 503,
      message: 'the block is late',
      details: { slot: 7 },
    });
    expect(error.cause).toBe(cause);
  });

  test('answers with the status its disposition has by habit, unless it names one', () => {
    expect([lateBlock.status, wrongKey.status, brokenBooks.status]).toEqual([503, 401, 500]);
  });

  test('knows its own and nobody else’s', () => {
    expect(lateBlock.is(lateBlock())).toBe(true);
    expect(lateBlock.is(wrongKey())).toBe(false);
    expect(lateBlock.is(new Error('the block is late'))).toBe(false);
    expect(lateBlock.is({ code: 'POOLTOOL_TEST_LATE' })).toBe(false);
  });

  test('begins its stack where the error was made', () => {
    function whereItWasMade() {
      return wrongKey({ message: 'no such key' });
    }
    const [first, second] = (whereItWasMade().stack ?? '').split('\n');
    expect(first).toBe('PoolToolError: no such key');
    expect(second).toContain('whereItWasMade');
  });

  test('keeps details that nobody can change afterwards', () => {
    const given = { slot: 7 };
    const error = lateBlock({ details: given });
    given.slot = 8;
    expect(error.details).toEqual({ slot: 7 });
    expect(Object.isFrozen(error.details)).toBe(true);
  });
});

describe('what to do about something thrown', () => {
  test('a declared error says it itself, also from inside a chain of causes', () => {
    expect(dispositionOf(wrongKey())).toBe('reject');
    expect(dispositionOf(new Error('while recording', { cause: brokenBooks() }))).toBe('halt');
  });

  test('the outermost declared error decides, because whoever wrapped understood more', () => {
    expect(dispositionOf(lateBlock({ cause: wrongKey() }))).toBe('retry');
  });

  test('one halting error among several halts all', () => {
    expect(dispositionOf(new AggregateError([new Error('x'), lateBlock(), brokenBooks()]))).toBe('halt');
  });

  test('what nobody declared is retried, never rejected and never a halt', () => {
    for (const thrown of [new TypeError('x is undefined'), 'a string', undefined, null]) {
      expect(dispositionOf(thrown)).toBe('retry');
    }
  });

  test('a chain of causes that bites its tail ends', () => {
    const error = new Error('round');
    error.cause = error;
    expect(poolToolErrorIn(error)).toBeUndefined();
  });
});
