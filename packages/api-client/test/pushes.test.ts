import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openPushes } from '../src/index.ts';
import { USUAL_BACK_OFF, waitMs } from '../src/pushes/back-off.ts';
import { readMessage } from '../src/pushes/read-message.ts';
import { pushStage } from './stage-socket.ts';

const POOL = 'ab'.repeat(28);
const subscribed = (channel: string, params: object = {}) => ({ action: 'subscribe', channel, params });
const snapshot = (channel: string, data: unknown, params: object = {}) => ({
  type: 'snapshot',
  channel,
  params,
  seq: 1,
  data,
});

describe('pushes', () => {
  test('open nothing until somebody listens; what is listened to before the socket is open is said once it is', () => {
    const stage = pushStage();
    const pushes = openPushes(stage.options);
    expect([stage.sockets.length, pushes.state]).toEqual([0, 'idle']);
    pushes.subscribe('heights', {}, () => {});
    pushes.subscribe('blocks', { epoch: 3 }, () => {});
    expect(pushes.state).toBe('connecting');
    stage.last.opens();
    expect(stage.last.said).toEqual([subscribed('heights'), subscribed('blocks', { epoch: 3 })]);
    expect(pushes.state).toBe('open');
  });

  test('reach those who listen to the channel with these params, and nobody else', () => {
    const stage = pushStage();
    const pushes = openPushes(stage.options);
    const heard: unknown[] = [];
    pushes.subscribe('blocks', { epoch: 3 }, ({ kind, seq }) => heard.push(['three', kind, seq]));
    pushes.subscribe('blocks', { epoch: 4 }, ({ kind }) => heard.push(['four', kind]));
    pushes.subscribe('heights', {}, ({ data }) => heard.push(['heights', data]));
    stage.last.opens();
    stage.last.tells(snapshot('blocks', {}, { epoch: '3' }));
    stage.last.tells({ type: 'update', channel: 'blocks', params: { epoch: 4 }, seq: 2, data: { block: 1 } });
    stage.last.tells(snapshot('heights', { [POOL]: 1 }));
    stage.last.tells(snapshot('ecosystem', {}));
    expect(heard).toEqual([
      ['three', 'snapshot', 1],
      ['four', 'update'],
      ['heights', { [POOL]: 1 }],
    ]);
  });

  test('reach the only one who listens to a channel, however the server writes the pool', () => {
    const stage = pushStage();
    const heard: unknown[] = [];
    openPushes(stage.options).subscribe('pool_stats', { pool_id: 'pool1…' }, ({ data }) => heard.push(data));
    stage.last.opens();
    stage.last.tells(snapshot('pool_stats', { public_note: 'hello' }, { pool_id: POOL }));
    expect(heard).toEqual([{ public_note: 'hello' }]);
  });

  test('answer a ping, and survive what nobody understands', () => {
    const stage = pushStage();
    const refused: unknown[] = [];
    openPushes({ ...stage.options, onRefusal: (refusal) => refused.push(refusal) }).subscribe('heights', {}, () => {});
    stage.last.opens();
    for (const odd of ['x', null, [], { type: 3 }, { type: 'snapshot' }, { type: 'later', channel: 'heights' }])
      stage.last.tells(odd);
    stage.last.tells({ type: 'ping' });
    stage.last.tells({ type: 'error', msg: 'no', code: 'POOLTOOL_X', whatToDo: 'less', channel: 'blocks' });
    stage.last.tells({ type: 'error' });
    expect(stage.last.said.slice(1)).toEqual([{ action: 'pong' }]);
    expect(refused).toEqual([
      { code: 'POOLTOOL_X', message: 'no', whatToDo: 'less', channel: 'blocks' },
      expect.objectContaining({ code: 'CLIENT_REFUSED', channel: null }),
    ]);
  });

  test('come back after a lost connection with everything that is still listened to, waiting longer each time it fails', () => {
    const stage = pushStage();
    const pushes = openPushes({ ...stage.options, silentMs: 5, backOff: { firstMs: 100, mostMs: 300 } });
    const stop = pushes.subscribe('ecosystem', {}, () => {});
    pushes.subscribe('heights', {}, () => {});
    stage.last.opens();
    stage.last.tells({ type: 'ping' });
    stop();
    const waits: number[] = [];
    for (let time = 0; time < 4; time += 1) {
      stage.last.ends();
      expect(pushes.state).toBe('waiting');
      waits.push(...stage.waits());
      stage.goOff();
    }
    // Half of it is certain, the other half is chance, which is 0.5 here.
    expect(waits).toEqual([75, 150, 225, 225]);
    stage.last.opens();
    expect(stage.last.said).toEqual([subscribed('heights')]);
    stage.last.tells({ type: 'ping' });
    stage.last.ends();
    expect(stage.waits()).toEqual([75]);
  });

  test('give up a connection on which nothing comes, and hear nothing more of it', () => {
    const stage = pushStage();
    const pushes = openPushes({ ...stage.options, silentMs: 5 });
    const heard: unknown[] = [];
    pushes.subscribe('heights', {}, ({ data }) => heard.push(data));
    const silent = stage.last;
    silent.opens();
    expect(stage.waits()).toEqual([5]);
    stage.goOff();
    expect([silent.isClosed(), pushes.state]).toEqual([true, 'waiting']);
    silent.ends();
    silent.tells(snapshot('heights', 'of a dead connection'));
    expect([stage.waits().length, heard]).toEqual([1, []]);
  });

  test('ask once for several who listen to the same, and end it with the last of them', () => {
    const stage = pushStage();
    const pushes = openPushes(stage.options);
    const first = pushes.subscribe('heights', {}, () => {});
    stage.last.opens();
    const second = pushes.subscribe('heights', {}, () => {});
    first();
    first();
    expect(stage.last.said.slice(1)).toEqual([subscribed('heights')]);
    second();
    expect(stage.last.said.at(-1)).toEqual({ action: 'unsubscribe', channel: 'heights', params: {} });
  });

  test('send the token with what is a user’s own and with nothing else, the one of the moment', () => {
    const stage = pushStage();
    let token: string | null = 'pts_1';
    const pushes = openPushes({ ...stage.options, token: () => token });
    pushes.subscribe('user_data', { user_id: 'u' }, () => {});
    pushes.subscribe('heights', {}, () => {});
    stage.last.opens();
    expect(stage.last.said).toEqual([subscribed('user_data', { user_id: 'u', token: 'pts_1' }), subscribed('heights')]);
    token = 'pts_2';
    stage.last.ends();
    stage.goOff();
    stage.last.opens();
    expect(stage.last.said[0]).toEqual(subscribed('user_data', { user_id: 'u', token: 'pts_2' }));
  });

  test('are over when they are closed: no timer runs, nothing can be listened to', () => {
    const stage = pushStage();
    const states: string[] = [];
    const pushes = openPushes({ ...stage.options, onState: (state) => states.push(state) });
    pushes.subscribe('heights', {}, () => {});
    pushes.close();
    stage.last.ends();
    expect([stage.last.isClosed(), stage.waits(), states]).toEqual([true, [], ['connecting', 'closed']]);
    expect(() => pushes.subscribe('heights', {}, () => {})).toThrow('closed');
  });
});

describe('pushes that are closed by who hears of them', () => {
  test.each(['connecting', 'open', 'waiting'] as const)('while they become %s are closed for good', (when) => {
    const stage = pushStage();
    const pushes = openPushes({ ...stage.options, onState: (state) => state === when && pushes.close() });
    pushes.subscribe('heights', {}, () => {});
    if (when !== 'connecting') stage.last.opens();
    if (when === 'waiting') stage.last.ends();
    expect([pushes.state, stage.waits()]).toEqual(['closed', []]);
    expect(stage.sockets.every((socket) => socket.isClosed())).toBe(true);
    expect(stage.sockets.flatMap(({ said }) => said)).toEqual(when === 'waiting' ? [subscribed('heights')] : []);
  });

  test('tell nobody else, and who ended his listening hears no more of the same message', () => {
    const stage = pushStage();
    const pushes = openPushes(stage.options);
    const heard: string[] = [];
    pushes.subscribe('heights', {}, () => {
      heard.push('first');
      stopSecond();
    });
    const stopSecond = pushes.subscribe('heights', {}, () => heard.push('second'));
    pushes.subscribe('heights', {}, () => {
      heard.push('third');
      pushes.close();
    });
    pushes.subscribe('heights', {}, () => heard.push('fourth'));
    stage.last.opens();
    stage.last.tells(snapshot('heights', {}));
    expect(heard).toEqual(['first', 'third']);
  });
});

test('the wait is at most what was allowed, and at least half of what it doubled to', () => {
  fc.assert(
    fc.property(fc.nat(2_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (failures, chance) => {
      const ms = waitMs(USUAL_BACK_OFF, failures, chance);
      expect(ms).toBeLessThanOrEqual(USUAL_BACK_OFF.mostMs);
      expect(ms).toBeGreaterThanOrEqual(Math.min(USUAL_BACK_OFF.mostMs, USUAL_BACK_OFF.firstMs * 2 ** failures) / 2);
    }),
  );
});

test('amounts in a message keep all digits; a binary message is not understood', () => {
  expect(
    readMessage('{"type":"update","channel":"ecosystem","data":{"total_staked":21700000000000001}}'),
  ).toMatchObject({
    data: { total_staked: 21_700_000_000_000_001n },
    params: null,
    seq: null,
  });
  expect(readMessage(new Uint8Array(3))).toEqual({ type: 'unknown' });
});
