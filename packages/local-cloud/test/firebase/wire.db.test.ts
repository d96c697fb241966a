import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type RealtimeDatabase, startRealtimeDatabase } from '../../src/firebase/index.ts';

describe('the conversation', () => {
  let server: RealtimeDatabase;
  let socket: WebSocket;
  const heard: unknown[] = [];

  beforeAll(async () => {
    server = await startRealtimeDatabase({ now: () => 1234 });
    socket = new WebSocket(`ws://${server.host}:${server.port}/.ws?v=5&ns=wire`);
    socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString())));
    await once(socket, 'message');
  });

  afterAll(() => server.stop());

  let number = 0;
  /** Sends a request and answers all that was heard up to its response. */
  async function ask(action: string, body: unknown): Promise<unknown[]> {
    number += 1;
    const own = number;
    const from = heard.length;
    socket.send(JSON.stringify({ t: 'd', d: { r: own, a: action, b: body } }));
    await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ t: 'd', d: { r: own } }));
    return heard.slice(from).map((message) => Object(message).d);
  }

  test('begins with the server saying hello', () => {
    expect(heard[0]).toEqual({
      t: 'c',
      d: { t: 'h', d: { ts: 1234, v: '5', h: `${server.host}:${server.port}`, s: expect.any(String) } },
    });
  });

  test('a listener is given the data, then changes before the write is acknowledged', async () => {
    await ask('p', { p: '/room', d: { a: 1 } });
    expect(await ask('q', { p: '/room', h: '' })).toMatchObject([
      { a: 'd', b: { p: 'room', d: { a: 1 } } },
      { b: { s: 'ok' } },
    ]);
    expect(await ask('p', { p: '/room/b', d: 2 })).toMatchObject([
      { a: 'd', b: { p: 'room/b', d: 2 } },
      { b: { s: 'ok' } },
    ]);
    expect(await ask('m', { p: '/', d: { 'room/b': null, 'room/c/d': 4 } })).toMatchObject([
      { a: 'm', b: { p: 'room', d: { b: null, 'c/d': 4 } } },
      { b: { s: 'ok' } },
    ]);
    await ask('n', { p: '/room' });
    expect(await ask('p', { p: '/room/b', d: 3 })).toHaveLength(1);
  });

  test('a listener that still has the data is not sent it again', async () => {
    await ask('p', { p: '/known', d: 'abc' });
    const hash = 'dC6T6AgOHZEfclb8j/idGrWJNe0=';
    expect(await ask('q', { p: '/known', h: hash })).toMatchObject([{ b: { s: 'ok' } }]);
    await ask('n', { p: '/known' });
  });

  test('a query is named by its tag', async () => {
    await ask('p', { p: '/list', d: { 1: 'a', 2: 'b', 3: 'c' } });
    const q = { i: '.key', l: 2, vf: 'r' };
    expect(await ask('q', { p: '/list', q, t: 7, h: '' })).toMatchObject([
      { a: 'd', b: { p: 'list', d: { 2: 'b', 3: 'c' }, t: 7 } },
      { b: { s: 'ok' } },
    ]);
    expect(await ask('p', { p: '/list/3', d: null })).toMatchObject([
      { a: 'm', b: { p: 'list', d: { 1: 'a', 3: null }, t: 7 } },
      { b: { s: 'ok' } },
    ]);
  });

  test.each([
    ['a stale hash', 'p', { p: '/known', d: 1, h: 'other' }, 'datastale'],
    ['an invalid path', 'p', { p: '/a.b', d: 1 }, 'invalid_data'],
    ['an invalid path to listen at', 'q', { p: '/a#b', h: '' }, 'invalid_path'],
    ['an invalid key', 'p', { p: '/a', d: { 'x/y': 1 } }, 'invalid_data'],
    ['too deep data', 'p', { p: `/${Array(32).fill('d').join('/')}`, d: { e: 1 } }, 'invalid_data'],
    ['overlapping paths', 'm', { p: '/', d: { a: 1, 'a/b': 2 } }, 'invalid_data'],
    ['an update that is no object', 'm', { p: '/', d: 1 }, 'invalid_data'],
    ['a credential that is none', 'auth', { cred: 5 }, 'invalid_token'],
    ['an unknown action', 'zz', {}, 'invalid_request'],
  ])('%s is refused', async (_, action, body, status) => {
    const [answer] = await ask(action, body);
    expect(answer).toMatchObject({ b: { s: status, d: expect.any(String) } });
  });

  test('what is no message is ignored, a ping is answered', async () => {
    for (const text of ['not json', '[]', '{"t":"d"}', '{"t":"d","d":{"r":"x"}}', '0']) socket.send(text);
    const from = heard.length;
    socket.send(JSON.stringify({ t: 'c', d: { t: 'p', d: {} } }));
    await vi.waitFor(() => expect(heard.slice(from)).toEqual([{ t: 'c', d: { t: 'o', d: null } }]));
  });
});

test('a last will is done when the server itself stops', async () => {
  const server = await startRealtimeDatabase();
  const socket = new WebSocket(`ws://${server.host}:${server.port}/.ws?v=5`);
  let answers = 0;
  socket.on('message', () => {
    answers += 1;
    if (answers === 1) socket.send(JSON.stringify({ t: 'd', d: { r: 1, a: 'o', b: { p: '/will', d: 'done' } } }));
  });
  await vi.waitFor(() => expect(answers).toBe(2));
  expect(server.read('/will')).toBeNull();
  await server.stop();
  expect(server.read('/will')).toBe('done');
});
