import type { TipMessage } from '@pooltool/domain';
import { databaseUnreachable } from '@pooltool/shared-utils/pg';
import { describe, expect, test } from 'vitest';
import { DATA, reportOf, startReporting } from './reporting.ts';

const perNode = { perSecond: 2, burst: 3 };
const perAddress = { perSecond: 5, burst: 10 };

describe('whoever sends too often', () => {
  test('hears 429 and when to come again, node by node', async () => {
    const { send, clock } = startReporting({ allowances: { perNode, perAddress: { perSecond: 99, burst: 99 } } });
    const sendAs = (nodeId: string) => send(reportOf({ ...DATA, nodeId }));
    for (let no = 0; no < 3; no += 1) expect(await sendAs('a')).toMatchObject({ status: 200 });
    expect(await sendAs('a')).toMatchObject({
      status: 429,
      retryAfter: '1',
      answer: { success: false, dev: true, message: expect.stringContaining('from this node') },
    });
    expect(await sendAs('b')).toMatchObject({ status: 200 });
    await clock.advance(500);
    expect(await sendAs('a')).toMatchObject({ status: 200 });
  });

  test('is limited by address before anything is looked at, also without a key', async () => {
    const { send, outcomes } = startReporting({ allowances: { perNode, perAddress } });
    for (let no = 0; no < 10; no += 1) await send('junk');
    expect(await send(reportOf(DATA))).toMatchObject({ status: 429, retryAfter: '1' });
    expect(await send(reportOf(DATA), { ip: '192.0.2.8' })).toMatchObject({ status: 200 });
    expect(outcomes.slice(-3)).toEqual(['not-json', 'too-many-by-address', 'taken']);
  });

  test('does not use up what other routes of the API allow the address', async () => {
    const { server } = startReporting();
    const { headers } = await server.inject({ method: 'POST', url: '/v1/sendstats', payload: reportOf(DATA) });
    expect(headers.ratelimit).toBeUndefined();
  });
});

describe('while reports cannot be stored', () => {
  test('none is acknowledged: 503, and when to come again; then they are taken again', async () => {
    let isDown = true;
    const kept: TipMessage[] = [];
    const { send, failures } = startReporting({
      inbox: {
        async put(messages) {
          if (isDown) throw databaseUnreachable();
          kept.push(...messages);
        },
      },
    });
    expect(await send(reportOf(DATA))).toMatchObject({
      status: 503,
      retryAfter: '2',
      answer: { success: false, dev: true, message: expect.stringContaining('nothing is wrong on your side') },
    });
    expect(failures.length).toBeGreaterThan(0);
    isDown = false;
    expect(await send(reportOf(DATA))).toMatchObject({ status: 200 });
    expect(kept).toHaveLength(1);
  });

  test('only so many wait in memory; who comes then is sent away at once', async () => {
    const held = Promise.withResolvers<void>();
    const { send } = startReporting({ mostWaiting: 2, inbox: { put: () => held.promise } });
    const waiting = [send(reportOf(DATA)), send(reportOf(DATA))];
    expect(await send(reportOf(DATA))).toMatchObject({ status: 503 });
    held.resolve();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
  });
});
