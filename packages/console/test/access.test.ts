import { manualClock } from '@pooltool/shared-utils/clock';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeAttempts } from '../src/access/attempts.ts';
import { readCookie, writeCookie } from '../src/access/cookie.ts';
import { demandOwnOrigin } from '../src/access/origin.ts';
import { makeSessions, SESSION_MS } from '../src/access/sessions.ts';
import { loginTooOften, requestForged } from '../src/errors.ts';
import { localPath, withNote } from '../src/routes/local-path.ts';
import { readFields } from '../src/routes/read-fields.ts';

const wrong = async () => false;
const right = async () => true;

describe('wrong passwords', () => {
  test('after five none is looked at, also not the right one, until a quarter of an hour has passed', async () => {
    const clock = manualClock(0);
    const attempts = makeAttempts(clock);
    for (let time = 0; time < 5; time += 1) expect(await attempts.tried('1.2.3.4', wrong)).toBe(false);
    await expect(attempts.tried('1.2.3.4', right)).rejects.toThrow(
      expect.objectContaining({ code: loginTooOften.code }),
    );
    expect(await attempts.tried('5.6.7.8', right), 'another address').toBe(true);
    await clock.advance(15 * 60_000 - 1);
    await expect(attempts.tried('1.2.3.4', right)).rejects.toThrow(loginTooOften.says);
    await clock.advance(1);
    expect(await attempts.tried('1.2.3.4', right)).toBe(true);
  });

  test('many at once are not more than five', async () => {
    const attempts = makeAttempts(manualClock(0));
    let looked = 0;
    const look = async () => {
      looked += 1;
      return false;
    };
    const all = await Promise.allSettled(Array.from({ length: 30 }, () => attempts.tried('1.2.3.4', look)));
    expect([looked, all.filter(({ status }) => status === 'rejected').length]).toEqual([5, 25]);
  });

  test('the right one forgives the wrong ones before it', async () => {
    const attempts = makeAttempts(manualClock(0));
    for (let round = 0; round < 5; round += 1) {
      for (let time = 0; time < 4; time += 1) await attempts.tried('1.2.3.4', wrong);
      expect(await attempts.tried('1.2.3.4', right)).toBe(true);
    }
  });

  test('one that cannot be looked at counts, and does not hold up the next', async () => {
    const attempts = makeAttempts(manualClock(0));
    await expect(attempts.tried('1.2.3.4', () => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory');
    expect(await attempts.tried('1.2.3.4', right)).toBe(true);
  });
});

describe('sessions', () => {
  test('are found by their cookie until they end, and nothing else finds them', async () => {
    const clock = manualClock(0);
    const sessions = makeSessions(clock);
    const [anna, bert] = [sessions.open('anna'), sessions.open('bert')];
    expect([sessions.find(anna)?.name, sessions.find(bert)?.name, sessions.find('x')]).toEqual(['anna', 'bert', null]);
    expect(sessions.find(anna)?.csrf).not.toBe(sessions.find(bert)?.csrf);
    sessions.close(bert);
    expect(sessions.find(bert)).toBeNull();
    await clock.advance(SESSION_MS - 1);
    expect(sessions.find(anna)?.name).toBe('anna');
    await clock.advance(1);
    expect(sessions.find(anna)).toBeNull();
  });

  test('are not kept without end: the oldest gives way', () => {
    const sessions = makeSessions(manualClock(0));
    const cookies = Array.from({ length: 201 }, (_, index) => sessions.open(`operator ${index}`));
    expect(cookies.filter((cookie) => sessions.find(cookie) === null)).toEqual([cookies[0]]);
  });

  test('a note is for its own session only', () => {
    const sessions = makeSessions(manualClock(0));
    const [anna, bert] = ['anna', 'bert'].map((name) => sessions.find(sessions.open(name)));
    if (anna == null || bert == null) throw new Error('no session');
    const key = sessions.keepNote(anna, { good: true, says: 'asked for rewards/7' });
    expect([sessions.note(anna, key)?.says, sessions.note(bert, key)]).toEqual(['asked for rewards/7', null]);
  });
});

test('the cookie is for this host alone, out of reach of scripts and of other sites', () => {
  const value = makeSessions(manualClock(0)).open('anna');
  expect(writeCookie(value, false)).toBe(`pooltool-console=${value}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict`);
  expect(writeCookie(value, true)).toBe(
    `__Host-pooltool-console=${value}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure`,
  );
  expect(writeCookie(null, false)).toContain('Max-Age=0');
  expect(readCookie(`a=b; pooltool-console=${value}`, false)).toBe(value);
  expect(readCookie(`pooltool-console=${value}`, true), 'one that was set without TLS').toBeNull();
  for (const header of [undefined, '', 'pooltool-console', 'pooltool-console=short', `x${value}`])
    expect(readCookie(header, false)).toBeNull();
});

describe('a form must come from a page of ours', () => {
  const host = 'localhost:5700';
  test.each([
    [{ host, origin: 'http://localhost:5700' }, undefined],
    [{ host, origin: 'http://localhost:5700', 'sec-fetch-site': 'same-origin' }, undefined],
    [{ host: '127.0.0.1:5700', origin: 'https://console.example.org' }, 'https://console.example.org/'],
  ])('%j is one (setting: %s)', (headers, own) => expect(() => demandOwnOrigin(headers, own)).not.toThrow());

  test.each([
    [{ host }, undefined],
    [{ host, origin: 'null' }, undefined],
    [{ host, origin: 'http://evil.example' }, undefined],
    [{ host, origin: 'http://localhost:5701' }, undefined],
    [{ host, origin: 'http://localhost:5700', 'sec-fetch-site': 'cross-site' }, undefined],
    [{ host, origin: 'http://localhost:5700' }, 'https://console.example.org'],
    [{ host, origin: 'http://console.example.org' }, 'https://console.example.org'],
  ])('%j is none (setting: %s)', (headers, own) => {
    expect(() => demandOwnOrigin(headers, own)).toThrow(expect.objectContaining({ code: requestForged.code }));
  });
});

describe('where to go afterwards', () => {
  test.each([
    ['/runs/7?a=b', '/runs/7?a=b'],
    [undefined, '/'],
    ['', '/'],
    ['//evil.example/x', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['https://evil.example', '/'],
    ['/a/..//evil.example', '/'],
    ['/runs/7#x', '/runs/7'],
  ])('%j leads to %j', (given, path) => expect(localPath(given)).toBe(path));

  test('never leads elsewhere, whatever is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('/', '\\', '.', 'a', ':', '\t', '@') })),
        (text) => {
          const { origin } = new URL(localPath(text), 'http://own.example');
          expect(origin).toBe('http://own.example');
        },
      ),
    );
  });

  test('a new note takes the place of the old one', () =>
    expect(withNote('/runs/7?told=a&x=1', 'b')).toBe('/runs/7?x=1&told=b'));
});

test('every field that is missing is named; numbers and booleans of JSON are taken as texts', () => {
  expect(readFields({ asset: 'rewards', partition: 7n, on: true }, ['asset', 'partition', 'on'])).toEqual({
    asset: 'rewards',
    partition: '7',
    on: 'true',
  });
  expect(() => readFields({ asset: {} }, ['asset', 'partition'])).toThrow('missing: asset, partition');
  expect(() => readFields(undefined, ['csrf'])).toThrow('missing: csrf');
});
