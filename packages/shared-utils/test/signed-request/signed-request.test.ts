import { signRequest } from '@pooltool/shared-utils/signed-request';
import { describe, expect, test } from 'vitest';
import { requestVerifier } from '../../src/signed-request/index.ts';

const request = { method: 'POST', path: '/v1/epochs/7?x=1', body: '{"epoch":7}' };
const secret = 'a secret of the two servers';

const judged = (
  change: Partial<typeof request & { secret: string; laterMs: number; headers: Record<string, string> }>,
) => {
  const headers = signRequest({ ...request, timestampMs: 1_000_000 }, change.secret ?? secret);
  const verify = requestVerifier({ secret, nowMs: () => 1_000_000 + (change.laterMs ?? 0) });
  return verify({ ...request, ...change, headers: change.headers ?? headers });
};

describe('a signed request', () => {
  test('is good when nothing was changed', () => {
    expect(judged({})).toEqual({ ok: true });
  });

  test.each([
    ['another body', { body: '{"epoch":8}' }, 'does not fit'],
    ['another path', { path: '/v1/epochs/8?x=1' }, 'does not fit'],
    ['another method', { method: 'PUT' }, 'does not fit'],
    ['another secret', { secret: 'guessed' }, 'does not fit'],
    ['no headers', { headers: {} }, 'missing'],
    ['an old timestamp', { laterMs: 300_001 }, 'timestamp'],
    ['a timestamp from the future', { laterMs: -300_001 }, 'timestamp'],
  ])('is refused with %s', (_, change, says) => {
    expect(judged(change)).toEqual({ ok: false, says: expect.stringContaining(says) });
  });

  test('is not good again after a restart, which has forgotten what was seen', () => {
    const headers = signRequest({ ...request, timestampMs: 1_000_000 }, secret);
    const restarted = requestVerifier({ secret, nowMs: () => 1_000_001 });
    expect(restarted({ ...request, headers })).toEqual({ ok: false, says: expect.stringContaining('started') });
  });

  test('is good only once', () => {
    const headers = signRequest({ ...request, timestampMs: 1_000_000 }, secret);
    const verify = requestVerifier({ secret, nowMs: () => 1_000_000 });
    expect(verify({ ...request, headers })).toEqual({ ok: true });
    expect(verify({ ...request, headers })).toEqual({ ok: false, says: expect.stringContaining('before') });
  });
});
