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

/** A clock that a test moves by hand. */
function clockFrom(ms: number): (() => number) & { now: number } {
  const clock = Object.assign(() => clock.now, { now: ms });
  return clock;
}

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

  test.each([
    ['exactly as old as may be', 300_000],
    ['exactly as far ahead as may be', -300_000],
  ])('is good when it is %s', (_, laterMs) => {
    const headers = signRequest({ ...request, timestampMs: 1_000_000 - laterMs }, secret);
    const startedLongAgo = clockFrom(0);
    const verify = requestVerifier({ secret, nowMs: startedLongAgo });
    startedLongAgo.now = 1_000_000;
    expect(verify({ ...request, headers })).toEqual({ ok: true });
  });

  test.each([
    [-400_000, '(400 s ahead)'],
    [400_000, '(400 s behind)'],
  ])('whose clock is off is told by how much', (laterMs, says) => {
    expect(judged({ laterMs })).toEqual({ ok: false, says: expect.stringContaining(says) });
  });

  test.each(['', 'yesterday', '-5', '1e6', '9'.repeat(16)])('with %j as its time is refused', (timestamp) => {
    const headers = {
      ...signRequest({ ...request, timestampMs: 1_000_000 }, secret),
      'x-pooltool-timestamp': timestamp,
    };
    expect(judged({ headers })).toMatchObject({ ok: false });
  });

  describe('while the secret is exchanged', () => {
    const verify = () => requestVerifier({ secret: 'the new secret', secretBefore: secret, nowMs: () => 1_000_000 });
    const signedWith = (by: string) => ({
      ...request,
      headers: signRequest({ ...request, timestampMs: 1_000_000 }, by),
    });

    test('is good with the old one and with the new one, and with no other', () => {
      expect(verify()(signedWith(secret))).toEqual({ ok: true });
      expect(verify()(signedWith('the new secret'))).toEqual({ ok: true });
      expect(verify()(signedWith('guessed'))).toMatchObject({ ok: false });
      expect(verify()(signedWith(''))).toMatchObject({ ok: false });
    });

    test('is good once with either', () => {
      const one = verify();
      expect(one(signedWith(secret))).toEqual({ ok: true });
      expect(one(signedWith(secret))).toEqual({ ok: false, says: expect.stringContaining('before') });
    });
  });

  test('never tells a secret when it is refused', () => {
    const verify = requestVerifier({ secret, secretBefore: 'the old secret', nowMs: () => 1_000_000 });
    const verdicts = [{}, { 'x-pooltool-timestamp': '1000000', 'x-pooltool-signature': 'aa' }].map((headers) =>
      JSON.stringify(verify({ ...request, headers })),
    );
    for (const said of verdicts) expect(said).not.toMatch(/a secret of|the old secret/);
  });

  test('is good only once', () => {
    const headers = signRequest({ ...request, timestampMs: 1_000_000 }, secret);
    const verify = requestVerifier({ secret, nowMs: () => 1_000_000 });
    expect(verify({ ...request, headers })).toEqual({ ok: true });
    expect(verify({ ...request, headers })).toEqual({ ok: false, says: expect.stringContaining('before') });
  });
});
