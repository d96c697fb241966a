import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startObjectStore } from '../../src/s3/index.ts';

const SIGNED = { authorization: 'AWS4-HMAC-SHA256 Credential=local/20261122/local/s3/aws4_request, Signature=00' };

describe('on the wire', () => {
  let server: Awaited<ReturnType<typeof startObjectStore>>;
  let object: string;

  beforeAll(async () => {
    server = await startObjectStore({ buckets: ['data.pooltool.io'] });
    object = `${server.url}/data.pooltool.io/stats/syncd.json`;
    await put('[]', { 'content-type': 'application/json' });
  });
  afterAll(() => server.stop());

  const put = (body: string, headers: Record<string, string> = {}, url = object) =>
    fetch(url, { method: 'PUT', body, headers: { ...SIGNED, ...headers } });

  test('a website reads with a cache buster and without credentials', async () => {
    const answer = await fetch(`${object}?t=1700000000000`, { headers: { origin: 'https://pooltool.io' } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual([]);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toContain('ETag');
    expect(answer.headers.get('content-type')).toBe('application/json');
  });

  test('an error can be read by a website too', async () => {
    const answer = await fetch(`${object}.absent`, { headers: { origin: 'https://pooltool.io' } });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.text()).toContain('<Error><Code>NoSuchKey</Code>');
  });

  test('a preflight allows reading by ranges and no writing', async () => {
    const preflight = (method: string) =>
      fetch(object, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://pooltool.io',
          'access-control-request-method': method,
          'access-control-request-headers': 'range',
        },
      });
    const read = await preflight('GET');
    expect(read.status).toBe(200);
    expect(read.headers.get('access-control-allow-methods')).toBe('GET, HEAD');
    expect(read.headers.get('access-control-allow-headers')).toBe('range');
    expect((await preflight('PUT')).status).toBe(403);
  });

  test('nobody writes without a signature', async () => {
    for (const method of ['PUT', 'POST', 'DELETE']) {
      const url = method === 'POST' ? `${server.url}/data.pooltool.io?delete` : object;
      const answer = await fetch(url, { method, ...(method !== 'DELETE' && { body: 'x' }) });
      expect(await answer.text()).toContain('<Code>AccessDenied</Code>');
    }
    expect(await (await fetch(object)).text()).toBe('[]');
  });

  test('a presigned address reads, and may say how the answer is to be named', async () => {
    const signature = 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=local&X-Amz-Expires=60&X-Amz-Signature=00';
    const answer = await fetch(`${object}?${signature}&response-content-disposition=attachment&x-id=GetObject`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toBe('attachment');
  });

  test('a range that cannot be satisfied says how long the object is', async () => {
    const answer = await fetch(object, { headers: { range: 'bytes=7-' } });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe('bytes */2');
  });

  test('HEAD has the headers of GET and no body', async () => {
    const answer = await fetch(object, { method: 'HEAD' });
    expect(answer.headers.get('content-length')).toBe('2');
    expect(await answer.text()).toBe('');
  });

  test('signed chunks are taken apart', async () => {
    const target = `${server.url}/data.pooltool.io/signed-chunks`;
    const body = '4;chunk-signature=aa\r\nWiki\r\n0;chunk-signature=bb\r\n\r\n';
    const answer = await put(
      body,
      {
        'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        'x-amz-decoded-content-length': '4',
        'content-encoding': 'aws-chunked,gzip',
      },
      target,
    );
    expect(answer.status).toBe(200);
    const head = await fetch(target, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe('4');
    expect(head.headers.get('content-encoding')).toBe('gzip');
  });

  const chunked = {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '4',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  };
  test.each([
    ['a Content-MD5', 'body', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'BadDigest'],
    ['a content sha256', 'body', { 'x-amz-content-sha256': '0'.repeat(64) }, 'XAmzContentSHA256Mismatch'],
    ['a checksum', 'body', { 'x-amz-checksum-crc32': 'AAAAAA==' }, 'BadDigest'],
    ['an unknown checksum', 'body', { 'x-amz-checksum-md17': 'AAAAAA==' }, 'NotImplemented'],
    ['a trailing checksum', '4\r\nWiki\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', chunked, 'BadDigest'],
    ['a missing trailer', '4\r\nWiki\r\n0\r\n\r\n', chunked, 'MalformedTrailerError'],
    ['a decoded length', '3\r\nWik\r\n0\r\n\r\n', { ...chunked, 'x-amz-trailer': '' }, 'IncompleteBody'],
    [
      'a size beyond the limit',
      '',
      { ...chunked, 'x-amz-decoded-content-length': `${6 * 1024 ** 3}` },
      'EntityTooLarge',
    ],
    ['too much metadata', 'body', { 'x-amz-meta-long': 'x'.repeat(3000) }, 'MetadataTooLarge'],
  ])('%s that is wrong keeps the old object', async (_, body, headers, code) => {
    const answer = await put(body, headers);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).toContain(`<Code>${code}</Code>`);
    expect(await (await fetch(object)).text()).toBe('[]');
  });

  test.each([
    ['PATCH', '/data.pooltool.io/k', 'MethodNotAllowed'],
    ['GET', '/data.pooltool.io?policy', 'NotImplemented'],
    ['GET', '/data.pooltool.io/%E0%A4%A', 'InvalidURI'],
    ['GET', '/data.pooltool.io?list-type=2&max-keys=many', 'InvalidArgument'],
    ['PUT', '/Not_A_Bucket', 'InvalidBucketName'],
  ])('%s %s is answered %s', async (method, path, code) => {
    const answer = await fetch(server.url + path, { method, headers: SIGNED });
    expect(await answer.text()).toContain(`<Code>${code}</Code>`);
  });
});
