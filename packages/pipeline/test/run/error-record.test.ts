import { errorKind } from '@pooltool/shared-utils/errors';
import { expect, test } from 'vitest';
import { nextTryInMs } from '../../src/run/backoff.ts';
import { errorRecord } from '../../src/run/error-record.ts';

const dumpTruncated = errorKind({
  code: 'POOLTOOL_TEST_TRUNCATED',
  disposition: 'reject',
  says: 'the dump is cut short',
});

test('an error keeps its code, details and the chain of its causes', () => {
  const cause = Object.assign(new Error('read failed', { cause: 'disk' }), { code: 'EIO' });
  expect(errorRecord(dumpTruncated({ details: { atByte: 5n, token: 'abc' }, cause }))).toEqual({
    code: 'POOLTOOL_TEST_TRUNCATED',
    message: 'the dump is cut short',
    details: { atByte: '5', token: expect.not.stringContaining('abc') },
    causes: [
      { code: 'EIO', message: 'read failed' },
      { code: null, message: 'disk' },
    ],
  });
});

test('no secret of a message or of a cause is kept, and details that are round are told as that', () => {
  const cause = new Error('Authorization: Bearer abcdefghijkl was refused');
  const round: Record<string, unknown> = {};
  round.self = round;
  const record = errorRecord(
    dumpTruncated({ message: 'postgres://pooltool:hunter2@db/x is away', details: { round }, cause }),
  );
  expect(JSON.stringify(record)).not.toMatch(/hunter2|abcdefghijkl/);
  expect(record.message).toContain('db/x is away');
  expect(record.details).toEqual({ told: expect.stringContaining('circular') });
});

test('what was thrown without a code is kept as unexpected', () => {
  expect(errorRecord(new TypeError('x is undefined'))).toMatchObject({
    code: 'POOLTOOL_UNEXPECTED',
    message: 'x is undefined',
  });
  expect(errorRecord('just text').message).toBe('just text');
});

test('a round chain of causes ends', () => {
  const error = new Error('round');
  error.cause = error;
  expect(errorRecord(error).causes).toHaveLength(10);
});

test('only what may pass is tried again, later each time, so many times', () => {
  const retry = { attempts: 4, backoffMs: 1_000 };
  expect([1, 2, 3, 4].map((attempt) => nextTryInMs(retry, attempt, 'retry'))).toEqual([1_000, 2_000, 4_000, null]);
  expect(nextTryInMs(retry, 1, 'reject')).toBeNull();
  expect(nextTryInMs(retry, 1, 'halt')).toBeNull();
  expect(nextTryInMs({ attempts: 99, backoffMs: 60_000 }, 40, 'retry')).toBe(3_600_000);
});
