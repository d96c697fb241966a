import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type ListedObject, type ObjectStore, openObjectStore } from '@pooltool/shared-utils/aws';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startObjectStore } from '../../src/s3/index.ts';
import { billed } from './billed.ts';

async function listedBelow(store: ObjectStore, prefix: string): Promise<ListedObject[]> {
  const all: ListedObject[] = [];
  for await (const object of store.list(prefix)) all.push(object);
  return all;
}

describe('the object store adapter', () => {
  let server: Awaited<ReturnType<typeof startObjectStore>>;
  let bill: ReturnType<typeof billed>;

  beforeAll(async () => {
    server = await startObjectStore({ buckets: ['data.pooltool.io'] });
  });
  beforeEach(() => {
    bill = billed();
  });
  afterAll(() => server.stop());

  const open = (bucket = 'data.pooltool.io', endpoint = server.url) =>
    openObjectStore({ region: 'us-west-2', endpoint, bucket, count: (...args) => bill.count(...args) });
  const json = (key: string, text: string) => ({ key, body: Buffer.from(text), contentType: 'application/json' });

  test('gives back what was put and null for what was not', async () => {
    const store = open();
    const { etag } = await store.put({ ...json('stats/a.json', '{"a":1}'), cacheControl: 'max-age=30' });
    expect(await store.get('stats/a.json')).toEqual({ bytes: Buffer.from('{"a":1}'), etag });
    expect(await store.head('stats/a.json')).toMatchObject({ length: 7, etag, contentType: 'application/json' });
    expect(await store.get('stats/none.json')).toBeNull();
    expect(await store.head('stats/none.json')).toBeNull();
    expect(await store.getStream('stats/none.json')).toBeNull();
    expect(bill.operations).toEqual({ s3_put: { count: 1, bytes: 7 }, s3_get: { count: 5, bytes: 7 } });
    store.close();
  });

  test('a compressed document stays as it was compressed, and a browser reads it', async () => {
    const store = open();
    const body = gzipSync('[]');
    await store.put({ ...json('stats/gz.json', ''), body, contentEncoding: 'gzip' });
    expect((await store.get('stats/gz.json'))?.bytes).toEqual(body);
    expect(await (await fetch(`${server.url}/data.pooltool.io/stats/gz.json?t=1`)).json()).toEqual([]);
    store.close();
  });

  test('streams of a known length go in and out', async () => {
    const store = open();
    const bytes = Buffer.alloc(1_000_000, 'parquet');
    const stream = Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]);
    await store.put({
      key: 'archive/1.parquet',
      body: { stream, length: bytes.length },
      contentType: 'application/vnd.apache.parquet',
    });
    const found = await store.getStream('archive/1.parquet');
    expect(found?.length).toBe(1_000_000);
    expect(Buffer.concat((await found?.stream.toArray()) ?? []).equals(bytes)).toBe(true);
    store.close();
  });

  test('ranges from the front and from the end', async () => {
    const store = open();
    await store.put(json('digits', '0123456789'));
    expect(String((await store.getRange('digits', { start: 2, end: 4 }))?.bytes)).toBe('234');
    expect(String((await store.getRange('digits', { suffix: 8 }))?.bytes)).toBe('23456789');
    expect(await store.getRange('none', { suffix: 8 })).toBeNull();
    await expect(store.getRange('digits', { start: 10, end: 12 })).rejects.toMatchObject({
      code: 'POOLTOOL_AWS_REFUSED',
    });
    store.close();
  });

  test('a put that may only create says when something is there', async () => {
    const store = open();
    await store.put({ ...json('once', '1'), ifNoneMatch: '*' });
    const again = store.put({ ...json('once', '2'), ifNoneMatch: '*' });
    await expect(again).rejects.toMatchObject({ code: 'POOLTOOL_AWS_CONDITION_FAILED', disposition: 'reject' });
    store.close();
  });

  test('lists and deletes more than a thousand', async () => {
    const store = open();
    const keys = Array.from({ length: 1_050 }, (_, i) => `many/${String(i).padStart(4, '0')}`);
    for (let i = 0; i < keys.length; i += 50)
      await Promise.all(keys.slice(i, i + 50).map((key) => store.put(json(key, '1'))));
    const listed = await listedBelow(store, 'many/');
    expect(listed.map(({ key }) => key)).toEqual(keys);
    expect(listed[0]).toMatchObject({ length: 1, etag: '"c4ca4238a0b923820dcc509a6f75849b"' });
    await store.delete(keys);
    expect(await listedBelow(store, 'many/')).toEqual([]);
    expect(bill.operations).toMatchObject({ s3_list: { count: 3 }, s3_delete: { count: 2 }, s3_put: { count: 1_050 } });
    store.close();
  });

  test('a missing bucket is not a missing object', async () => {
    const store = open('elsewhere');
    await expect(store.get('a')).rejects.toMatchObject({ code: 'POOLTOOL_AWS_MISSING', disposition: 'retry' });
    await expect(store.put(json('a', '1'))).rejects.toMatchObject({ code: 'POOLTOOL_AWS_MISSING' });
    store.close();
  });

  test('a server that is not there is to be tried again', async () => {
    const gone = await startObjectStore();
    await gone.stop();
    const store = open('data.pooltool.io', gone.url);
    await expect(store.put(json('a', '1'))).rejects.toMatchObject({
      code: 'POOLTOOL_AWS_UNREACHABLE',
      disposition: 'retry',
    });
    store.close();
  });
});
