import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startObjectStore } from '../../src/s3/index.ts';
import { officialClient } from './official-client.ts';

const Bucket = 'data.pooltool.io';

describe.each(['memory', 'disk'] as const)('objects in %s', (place) => {
  describe.each(['WHEN_SUPPORTED', 'WHEN_REQUIRED'] as const)('with checksums %s', (checksums) => {
    let folder: string;
    let server: Awaited<ReturnType<typeof startObjectStore>>;
    let client: ReturnType<typeof officialClient>;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'pooltool-s3-'));
      server = await startObjectStore({ buckets: [Bucket], ...(place === 'disk' && { dataDir: folder }) });
      client = officialClient(server.url, {
        requestChecksumCalculation: checksums,
        responseChecksumValidation: checksums,
      });
    });
    afterAll(async () => {
      client.destroy();
      await server.stop();
      await rm(folder, { recursive: true });
    });

    const put = (Key: string, Body: string | Uint8Array) => client.send(new PutObjectCommand({ Bucket, Key, Body }));
    const text = async (Key: string, Range?: string) =>
      (await client.send(new GetObjectCommand({ Bucket, Key, Range }))).Body?.transformToString();

    test('what is put is what is got, with everything said about it', async () => {
      await client.send(
        new PutObjectCommand({
          Bucket,
          Key: 'stats/syncd.json',
          Body: '[]',
          ContentType: 'application/json',
          CacheControl: 'max-age=30',
          ContentEncoding: 'identity',
          Metadata: { epoch: '500', note: 'a b' },
        }),
      );
      const got = await client.send(new GetObjectCommand({ Bucket, Key: 'stats/syncd.json' }));
      expect(await got.Body?.transformToString()).toBe('[]');
      expect(got).toMatchObject({
        ContentType: 'application/json',
        CacheControl: 'max-age=30',
        ContentEncoding: 'identity',
        ContentLength: 2,
        Metadata: { epoch: '500', note: 'a b' },
        ETag: `"${createHash('md5').update('[]').digest('hex')}"`,
      });
      const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'stats/syncd.json' }));
      expect(head).toMatchObject({ ContentLength: 2, ETag: got.ETag, CacheControl: 'max-age=30' });
    });

    test('a streamed body is stored as it is, without the wrapping it travels in', async () => {
      const body = Buffer.alloc(300_000, 'stake pool ');
      await client.send(
        new PutObjectCommand({
          Bucket,
          Key: 'streamed',
          Body: Readable.from([body.subarray(0, 100_001), body.subarray(100_001)]),
          ContentLength: body.length,
          ContentEncoding: 'gzip',
        }),
      );
      const got = await client.send(new GetObjectCommand({ Bucket, Key: 'streamed' }));
      expect(got.ContentEncoding).toBe('gzip');
      expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
    });

    test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
      'a %s sent along is verified and given back',
      async (algorithm) => {
        for (const Body of ['123456789', Readable.from([Buffer.from('123456789')])]) {
          const sent = new PutObjectCommand({
            Bucket,
            Key: `sum/${algorithm}`,
            Body,
            ContentLength: 9,
            ChecksumAlgorithm: algorithm,
          });
          const name = `Checksum${algorithm}` as const;
          const value = (await client.send(sent))[name];
          expect(value).toMatch(/=$/);
          const get = new GetObjectCommand({ Bucket, Key: `sum/${algorithm}`, ChecksumMode: 'ENABLED' });
          const got = await client.send(get);
          expect(got[name]).toBe(value);
          expect(await got.Body?.transformToString()).toBe('123456789');
        }
      },
    );

    test('an empty object is an object', async () => {
      await put('empty', '');
      expect(await text('empty')).toBe('');
    });

    test('ranges, also from the end, and none beyond it', async () => {
      await put('digits', '0123456789');
      expect(await text('digits', 'bytes=2-4')).toBe('234');
      expect(await text('digits', 'bytes=7-')).toBe('789');
      expect(await text('digits', 'bytes=-8')).toBe('23456789');
      const part = await client.send(new GetObjectCommand({ Bucket, Key: 'digits', Range: 'bytes=2-40' }));
      expect(part).toMatchObject({
        ContentRange: 'bytes 2-9/10',
        ContentLength: 8,
        $metadata: { httpStatusCode: 206 },
      });
      await expect(text('digits', 'bytes=10-')).rejects.toMatchObject({
        name: 'InvalidRange',
        $metadata: { httpStatusCode: 416 },
      });
    });

    test('a key may hold anything', async () => {
      const keys = [
        '../../etc/passwd',
        '/leading//double/',
        'a b+c&d=e?f#g%h',
        'ключ/🦀',
        '.',
        'x'.repeat(1024),
        '<"&\'>',
      ];
      for (const key of keys) await put(key, key);
      for (const key of keys) expect(await text(key)).toBe(key);
      await expect(put('y'.repeat(1025), '')).rejects.toMatchObject({ name: 'KeyTooLongError' });
    });

    test('an absent key or bucket is named by its code', async () => {
      await expect(text('nowhere')).rejects.toMatchObject({ name: 'NoSuchKey' });
      await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'nowhere' }))).rejects.toMatchObject({
        name: 'NotFound',
      });
      const elsewhere = new GetObjectCommand({ Bucket: 'elsewhere', Key: 'nowhere' });
      await expect(client.send(elsewhere)).rejects.toMatchObject({ name: 'NoSuchBucket' });
      await expect(
        client.send(new PutObjectCommand({ Bucket: 'elsewhere', Key: 'k', Body: 'b' })),
      ).rejects.toMatchObject({ name: 'NoSuchBucket' });
    });

    test('a conditional put creates once and replaces only the version it names', async () => {
      const write = (Body: string, condition: { IfNoneMatch?: string; IfMatch?: string | undefined }) =>
        client.send(new PutObjectCommand({ Bucket, Key: 'conditional', Body, ...condition }));
      const failed = { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } };
      const { ETag } = await write('one', { IfNoneMatch: '*' });
      await expect(write('two', { IfNoneMatch: '*' })).rejects.toMatchObject(failed);
      await expect(write('two', { IfMatch: '"0123"' })).rejects.toMatchObject(failed);
      await write('two', { IfMatch: ETag });
      expect(await text('conditional')).toBe('two');
    });

    test('of many that create at once one wins', async () => {
      const writers = Array.from({ length: 8 }, (_, i) =>
        client.send(new PutObjectCommand({ Bucket, Key: 'race', Body: `${i}`, IfNoneMatch: '*' })),
      );
      const outcomes = await Promise.allSettled(writers);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    test('a conditional get answers 304 to who has it already', async () => {
      const { ETag } = await put('cached', 'x');
      const get = (condition: object) => client.send(new GetObjectCommand({ Bucket, Key: 'cached', ...condition }));
      const notModified = { $metadata: { httpStatusCode: 304 } };
      await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject(notModified);
      const { LastModified } = await get({ IfMatch: ETag, IfNoneMatch: '"other"' });
      await expect(get({ IfModifiedSince: LastModified })).rejects.toMatchObject(notModified);
      await get({ IfModifiedSince: new Date(0) });
      await expect(get({ IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    });

    test('a copy keeps or replaces what is said about it, and outlives its source', async () => {
      await client.send(
        new PutObjectCommand({ Bucket, Key: 'from this', Body: 'bytes', ContentType: 'text/a', Metadata: { a: '1' } }),
      );
      const copy = { Bucket, CopySource: `${Bucket}/${encodeURIComponent('from this')}` };
      await client.send(new CopyObjectCommand({ ...copy, Key: 'kept' }));
      await client.send(
        new CopyObjectCommand({ ...copy, Key: 'replaced', MetadataDirective: 'REPLACE', ContentType: 'text/b' }),
      );
      await client.send(new DeleteObjectCommand({ Bucket, Key: 'from this' }));
      expect(await text('kept')).toBe('bytes');
      expect(await client.send(new HeadObjectCommand({ Bucket, Key: 'kept' }))).toMatchObject({
        ContentType: 'text/a',
        Metadata: { a: '1' },
      });
      expect(await client.send(new HeadObjectCommand({ Bucket, Key: 'replaced' }))).toMatchObject({
        ContentType: 'text/b',
        Metadata: {},
      });
      await expect(client.send(new CopyObjectCommand({ ...copy, Key: 'late' }))).rejects.toMatchObject({
        name: 'NoSuchKey',
      });
    });

    test('deleting one or many succeeds, also of what is not there', async () => {
      await put('d/1', '1');
      await put('d/2 & more', '2');
      await client.send(new DeleteObjectCommand({ Bucket, Key: 'd/none' }));
      const Objects = ['d/1', 'd/2 & more', 'd/none'].map((Key) => ({ Key }));
      const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      expect(Deleted?.map(({ Key }) => Key)).toEqual(['d/1', 'd/2 & more', 'd/none']);
      expect((await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'd/' }))).KeyCount).toBe(0);
    });

    test('a listing pages through keys and common prefixes alike', async () => {
      for (const key of ['l/a', 'l/b/1', 'l/b/2', 'l/c/1', 'l/d', 'l/e & f']) await put(key, key);
      const seen: string[] = [];
      let pages = 0;
      for await (const page of paginateListObjectsV2(
        { client, pageSize: 2 },
        { Bucket, Prefix: 'l/', Delimiter: '/' },
      )) {
        pages += 1;
        seen.push(
          ...(page.Contents ?? []).map(({ Key }) => Key ?? ''),
          ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ''),
        );
      }
      expect(pages).toBe(3);
      expect(seen.toSorted()).toEqual(['l/a', 'l/b/', 'l/c/', 'l/d', 'l/e & f']);
      const after = await client.send(
        new ListObjectsV2Command({ Bucket, Prefix: 'l/', StartAfter: 'l/c/1', MaxKeys: 1 }),
      );
      expect(after).toMatchObject({ IsTruncated: true, KeyCount: 1, Contents: [{ Key: 'l/d', Size: 3 }] });
    });

    test('buckets are made once, listed, and removed when empty', async () => {
      await client.send(new CreateBucketCommand({ Bucket: 'second' }));
      await expect(client.send(new CreateBucketCommand({ Bucket: 'second' }))).rejects.toMatchObject({
        name: 'BucketAlreadyOwnedByYou',
      });
      const { Buckets } = await client.send(new ListBucketsCommand({}));
      expect(Buckets?.map(({ Name }) => Name)).toEqual([Bucket, 'second']);
      await client.send(new PutObjectCommand({ Bucket: 'second', Key: 'k', Body: '' }));
      await expect(client.send(new DeleteBucketCommand({ Bucket: 'second' }))).rejects.toMatchObject({
        name: 'BucketNotEmpty',
      });
      await client.send(new DeleteObjectCommand({ Bucket: 'second', Key: 'k' }));
      await client.send(new DeleteBucketCommand({ Bucket: 'second' }));
      await expect(client.send(new HeadBucketCommand({ Bucket: 'second' }))).rejects.toMatchObject({
        name: 'NotFound',
      });
    });
  });
});
