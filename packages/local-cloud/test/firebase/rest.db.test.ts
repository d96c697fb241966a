import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RealtimeDatabase, startRealtimeDatabase } from '../../src/firebase/index.ts';

let server: RealtimeDatabase;
let nowMs = 1_800_000_000_000;

beforeAll(async () => {
  server = await startRealtimeDatabase({ now: () => nowMs });
});

afterAll(() => server.stop());

async function call(method: string, address: string, body?: unknown, headers: Record<string, string> = {}) {
  const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(`${server.url}${address}`, { method, headers, ...init });
  const text = await response.text();
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text), headers: response.headers };
}

describe('the REST interface', () => {
  test('puts, gets, patches, deletes', async () => {
    expect((await call('PUT', '/a.json?ns=r', { x: 1, y: { z: 2 } })).json).toEqual({ x: 1, y: { z: 2 } });
    expect((await call('PATCH', '/a.json?ns=r', { 'y/w': 3, x: null })).json).toEqual({ 'y/w': 3, x: null });
    expect((await call('GET', '/a.json?ns=r')).json).toEqual({ y: { z: 2, w: 3 } });
    expect((await call('DELETE', '/a/y/z.json?ns=r')).json).toBeNull();
    expect(server.read('/a', 'r')).toEqual({ y: { w: 3 } });
    expect((await call('GET', '/missing.json?ns=r')).json).toBeNull();
  });

  test('posts under keys that sort by time', async () => {
    const names: string[] = [];
    for (const text of ['one', 'two', 'three']) {
      names.push((await call('POST', '/list.json?ns=r', text === 'one' ? '"one"' : JSON.stringify(text))).json.name);
      if (text === 'two') nowMs += 1;
    }
    expect(names.toSorted()).toEqual(names);
    expect(names.every((name) => name.length === 20)).toBe(true);
    expect(Object.values(Object(server.read('/list', 'r')))).toEqual(['one', 'two', 'three']);
  });

  test('print=silent answers nothing, print=pretty with indentation', async () => {
    expect(await call('PUT', '/s.json?print=silent', { a: 1 })).toMatchObject({ status: 204, json: undefined });
    const pretty = await fetch(`${server.url}/s.json?print=pretty`);
    expect(await pretty.text()).toBe('{\n  "a": 1\n}');
  });

  test('shallow, export and queries', async () => {
    await call('PUT', '/q.json', { a: { n: 2 }, b: { n: 1, '.priority': 5 }, c: { n: 3 } });
    expect((await call('GET', '/q.json?shallow=true')).json).toEqual({ a: true, b: true, c: true });
    expect((await call('GET', '/q/b.json?format=export')).json).toEqual({ n: 1, '.priority': 5 });
    expect((await call('GET', '/q.json?orderBy="n"&limitToFirst=2')).json).toEqual({ a: { n: 2 }, b: { n: 1 } });
    expect((await call('GET', '/q.json?orderBy="n"&equalTo=3')).json).toEqual({ c: { n: 3 } });
    expect((await call('GET', '/q.json?orderBy="$key"&startAt="b"&endAt="b"')).json).toEqual({ b: { n: 1 } });
    expect((await call('GET', '/q.json?orderBy="$priority"&limitToLast=1')).json).toEqual({ b: { n: 1 } });
  });

  test('arrays come back as arrays', async () => {
    await call('PUT', '/arr.json', { 0: 'a', 2: 'c' });
    expect((await call('GET', '/arr.json')).json).toEqual(['a', null, 'c']);
  });

  test('an ETag guards a write', async () => {
    await call('PUT', '/tag.json', 10);
    const etag = (await call('GET', '/tag.json', undefined, { 'X-Firebase-ETag': 'true' })).headers.get('etag') ?? '';
    expect((await call('PUT', '/tag.json', 11, { 'if-match': etag })).status).toBe(200);
    const stale = await call('PUT', '/tag.json', 12, { 'if-match': etag });
    expect([stale.status, stale.json]).toEqual([412, 11]);
    expect((await call('PUT', '/tag.json', 12, { 'if-match': stale.headers.get('etag') ?? '' })).json).toBe(12);
    expect((await call('PUT', '/untagged.json', 1, { 'if-match': 'null_etag' })).status).toBe(200);
  });

  test('other origins may ask', async () => {
    const headers = { origin: 'https://site.example', 'access-control-request-headers': 'x-firebase-etag' };
    const response = await fetch(`${server.url}/a.json`, { method: 'OPTIONS', headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://site.example');
    expect(response.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(response.headers.get('access-control-allow-headers')).toBe('x-firebase-etag');
  });

  test.each([
    ['PUT', '/bad.json', '{not json', 400, "Invalid data; couldn't parse JSON object, array, or value."],
    ['PUT', '/bad.json', { 'a.b': 1 }, 400, "couldn't parse key"],
    ['PUT', '/b%2Fad.json', 1, 400, 'Invalid path: Invalid token in path'],
    ['GET', '/b$ad.json', undefined, 400, 'Invalid path: Invalid token in path'],
    ['GET', `/${Array(33).fill('d').join('/')}.json`, undefined, 400, 'maximum depth'],
    ['PUT', `/${Array(31).fill('d').join('/')}.json`, { a: { b: 1 } }, 400, 'maximum depth'],
    ['PATCH', '/bad.json', { a: 1, 'a/b': 2 }, 400, 'ancestor'],
    ['PATCH', '/bad.json', 5, 400, "couldn't parse JSON"],
    ['GET', '/bad.json?limitToFirst=1', undefined, 400, 'orderBy must be defined'],
    ['GET', '/bad.json?orderBy=n', undefined, 400, 'orderBy must be a valid JSON encoded path'],
    ['GET', '/bad.json?ns=no/such', undefined, 400, 'namespace'],
    ['GET', '/bad.json?auth=a.b.c', undefined, 200, ''],
    ['GET', '/nothing', undefined, 404, '.json'],
  ])('%s %s %j is answered %d %s', async (method, address, body, status, message) => {
    const answer = await call(method, address, body);
    expect(answer.status).toBe(status);
    expect(answer.json?.error ?? '').toContain(message);
    expect(server.read('/bad')).toBeNull();
  });
});

describe('streaming', () => {
  async function stream(address: string) {
    const abort = new AbortController();
    const headers = { accept: 'text/event-stream' };
    const response = await fetch(`${server.url}${address}`, { headers, signal: abort.signal });
    const events: string[] = [];
    const reading = (async () => {
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        const parts = text.split('\n\n');
        text = parts.pop() ?? '';
        events.push(...parts.map((part) => part.replace('event: ', '').replace('\ndata: ', ' ')));
      }
    })().catch(() => undefined);
    return {
      events,
      stop: async () => {
        abort.abort();
        await reading;
      },
    };
  }

  test('puts what is there, then what changes', async () => {
    await call('PUT', '/stream.json', { a: 1 });
    const { events, stop } = await stream('/stream.json');
    await vi.waitFor(() => expect(events).toHaveLength(1));
    await call('PUT', '/stream/b/c.json', 2);
    await call('PATCH', '/stream.json', { a: null, d: 4 });
    await call('PUT', '/elsewhere.json', 2);
    await call('DELETE', '/stream.json');
    await vi.waitFor(() => expect(events).toHaveLength(4));
    expect(events).toEqual([
      'put {"path":"/","data":{"a":1}}',
      'put {"path":"/b/c","data":2}',
      'patch {"path":"/","data":{"a":null,"d":4}}',
      'put {"path":"/","data":null}',
    ]);
    await stop();
  });

  test('a query streams its window', async () => {
    await call('PUT', '/feed.json', { 1: 'a', 2: 'b' });
    const { events, stop } = await stream('/feed.json?orderBy="$key"&limitToLast=1');
    await vi.waitFor(() => expect(events).toEqual(['put {"path":"/","data":{"2":"b"}}']));
    await call('PUT', '/feed/3.json', '"c"');
    await vi.waitFor(() => expect(events[1]).toBe('patch {"path":"/","data":{"2":null,"3":"c"}}'));
    await stop();
  });
});
