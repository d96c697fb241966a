import { manualClock } from '@pooltool/shared-utils/clock';
import { errorKind } from '@pooltool/shared-utils/errors';
import { isSecretName, makeLog, memoryLog, withoutSecrets } from '@pooltool/shared-utils/log';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const testCode = 'POOLTOOL_TEST' as const;
const lost = errorKind({ code: testCode, disposition: 'retry', says: 'the line is lost' });

describe('the log', () => {
  test('writes one JSON line: level, time, daemon, fields, event', () => {
    const lines: string[] = [];
    const clock = manualClock(Date.UTC(2026, 0, 2));
    const log = makeLog({ daemon: 'tips', clock, write: (line) => lines.push(line) });
    log.info({ slot: 7 }, 'block.recorded');
    log.debug({ slot: 8 }, 'block.recorded');
    expect(lines).toEqual([
      `{"level":"info","time":"2026-01-02T00:00:00.000Z","daemon":"tips","pid":${process.pid},"slot":7,"event":"block.recorded"}\n`,
    ]);
  });

  test('keeps money exact: a bigint is its digits', () => {
    const log = memoryLog();
    log.info({ pot: 45_000_000_000_000_001n, nested: [{ fee: 1n }] }, 'reward.paid');
    expect(log.of('reward.paid')).toEqual([{ pot: '45000000000000001', nested: [{ fee: '1' }] }]);
  });

  test('shows an error with its code, disposition, details and causes', () => {
    const log = memoryLog();
    const error = lost({ details: { height: 5, paid: 3n }, cause: new Error('socket closed') });
    log.error({ error }, 'feed.failed');
    expect(log.of('feed.failed')).toEqual([
      {
        error: expect.objectContaining({
          message: 'the line is lost',
          code: 'POOLTOOL_TEST',
          disposition: 'retry',
          details: { height: 5, paid: '3' },
          stack: expect.stringContaining('log.test.ts'),
          cause: expect.objectContaining({ message: 'socket closed' }),
        }),
      },
    ]);
  });

  test('takes secrets out by name, at any depth, also from a child and from an error’s details', () => {
    const log = memoryLog();
    const child = log.child({ apiKey: 'hunter22', reporter: 'pool1' });
    const headers = { authorization: 'Bearer hunter22', 'x-api-key': 'hunter22', host: 'x' };
    child.warn({ request: { headers }, BOT_TOKEN: 'hunter22', list: [{ password: ['hunter22'] }] }, 'key.refused');
    child.warn({ error: lost({ details: { clientSecret: 'hunter22' } }) }, 'key.refused');
    expect(JSON.stringify(log.entries)).not.toContain('hunter22');
    expect(log.entries[0]?.fields).toMatchObject({ reporter: 'pool1', request: { headers: { host: 'x' } } });
  });

  test('takes secrets out of texts: URLs, headers, bot tokens, also inside an error’s message', () => {
    const log = memoryLog();
    const error = new Error('connect postgres://me:hunter22@db/pooltool refused');
    log.error({ error, text: 'GET https://x/?api_key=hunter22&page=2' }, 'database.lost');
    expect(JSON.stringify(log.entries)).not.toContain('hunter22');
    expect(JSON.stringify(log.entries)).toContain('postgres://me:***@db/pooltool');
    expect(withoutSecrets('https://api.telegram.org/bot123456:AAHhunter22hunter22hunter22/getMe')).toBe(
      'https://api.telegram.org/bot***/getMe',
    );
  });

  test('does not take the field’s words for secrets', () => {
    const words = ['stakeCredential', 'poolId', 'key', 'tokens', 'keyHash', 'vrfKeyHash', 'author', 'slot'];
    expect(words.filter(isSecretName)).toEqual([]);
  });

  test('survives whatever it is given: round, deep, long, throwing', () => {
    const log = memoryLog();
    const round: Record<string, unknown> = { many: Array.from({ length: 1_000 }, (_, i) => i) };
    round['self'] = round;
    Object.defineProperty(round, 'broken', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    log.info({ round, bytes: new Uint8Array(1_000), never: Number.NaN, map: new Map([['a', 1n]]) }, 'odd.things');
    expect(log.of('odd.things')[0]).toMatchObject({
      round: { self: '[round]', broken: '[unreadable]' },
      bytes: expect.stringMatching(/^0{128}… \[1000 bytes\]$/),
      never: 'NaN',
      map: [['a', '1']],
    });
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true, withSet: true, withTypedArray: true }), (thing) => {
        log.info({ thing }, 'odd.things');
      }),
      { numRuns: 300 },
    );
    expect(log.of('odd.things')).toHaveLength(301);
  });

  test('is readable at a terminal: one line, the error below', () => {
    const lines: string[] = [];
    const clock = manualClock(Date.UTC(2026, 0, 2, 3, 4, 5, 6));
    const log = makeLog({ daemon: 'tips', pretty: true, clock, write: (line) => lines.push(line) });
    log.info({ slot: 7, says: 'two words' }, 'block.recorded');
    log.error({ error: lost({ cause: new Error('socket closed') }) }, 'feed.failed');
    expect(lines[0]).toBe('03:04:05.006 info  tips block.recorded slot=7 says="two words"\n');
    const [head, error, ...below] = lines[1]?.split('\n') ?? [];
    expect([head, error]).toEqual(['03:04:05.006 error tips feed.failed', '    PoolToolError: the line is lost']);
    expect(below).toEqual(expect.arrayContaining(['  caused by', '    Error: socket closed']));
  });
});
