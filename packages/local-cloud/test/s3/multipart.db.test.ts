import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startObjectStore } from '../../src/s3/index.ts';
import { officialClient } from './official-client.ts';

const Bucket = 'archive';
const MIB = 1024 ** 2;

describe.each(['memory', 'disk'] as const)('a multipart upload in %s', (place) => {
  let folder: string;
  let server: Awaited<ReturnType<typeof startObjectStore>>;
  let client: ReturnType<typeof officialClient>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pooltool-s3-'));
    server = await startObjectStore({ buckets: [Bucket], ...(place === 'disk' && { dataDir: folder }) });
    client = officialClient(server.url);
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  async function begin(Key: string) {
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({
        Bucket,
        Key,
        ContentType: 'application/vnd.apache.parquet',
        Metadata: { epoch: '500' },
      }),
    );
    const send = async (PartNumber: number, Body: Uint8Array) => {
      const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      return { PartNumber, ETag };
    };
    const complete = (Parts: { PartNumber: number; ETag: string | undefined }[], condition = {}) =>
      client.send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...condition }),
      );
    return { UploadId, Key, Bucket, send, complete };
  }
  const range = async (Key: string, Range?: string) =>
    Buffer.from(
      (await (await client.send(new GetObjectCommand({ Bucket, Key, Range }))).Body?.transformToByteArray()) ?? [],
    );

  test('becomes one object of its parts in the order of their numbers', async () => {
    const first = randomBytes(5 * MIB);
    const last = randomBytes(1000);
    const upload = await begin('parts.parquet');
    const two = await upload.send(2, last);
    await upload.send(1, randomBytes(10));
    const one = await upload.send(1, first);
    const { Parts } = await client.send(new ListPartsCommand(upload));
    expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 5 * MIB],
      [2, 1000],
    ]);
    const { ETag } = await upload.complete([one, two]);

    const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();
    expect(ETag).toBe(`"${md5(Buffer.concat([md5(first), md5(last)])).toString('hex')}-2"`);
    expect((await range('parts.parquet')).equals(Buffer.concat([first, last]))).toBe(true);
    // A Parquet footer is read so; this one lies across both parts.
    expect((await range('parts.parquet', 'bytes=-1008')).equals(Buffer.concat([first.subarray(-8), last]))).toBe(true);
    expect(await client.send(new HeadObjectCommand({ Bucket, Key: 'parts.parquet' }))).toMatchObject({
      ContentType: 'application/vnd.apache.parquet',
      Metadata: { epoch: '500' },
    });
    await expect(upload.complete([one, two])).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('is refused when its list of parts is wrong, and can still be completed', async () => {
    const upload = await begin('refused');
    const one = await upload.send(1, Buffer.from('one'));
    const two = await upload.send(2, Buffer.from('two'));
    await expect(upload.complete([two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(upload.complete([{ ...one, ETag: two.ETag }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(upload.complete([one, two])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await upload.complete([two]);
    expect(String(await range('refused'))).toBe('two');
  });

  test('completes only where nothing is, if so asked', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'taken', Body: 'first' }));
    const upload = await begin('taken');
    const one = await upload.send(1, Buffer.from('second'));
    await expect(upload.complete([one], { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(String(await range('taken'))).toBe('first');
  });

  test('leaves nothing when aborted', async () => {
    const upload = await begin('aborted');
    await upload.send(1, Buffer.from('one'));
    await client.send(new AbortMultipartUploadCommand(upload));
    await expect(client.send(new ListPartsCommand(upload))).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(range('aborted')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'aborted' }));
    expect(Uploads ?? []).toEqual([]);
  });

  test('may take a range of another object as a part', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' }));
    const upload = await begin('sliced');
    const copy = { CopySource: `${Bucket}/source`, CopySourceRange: 'bytes=3-5', PartNumber: 1 };
    const { CopyPartResult } = await client.send(new UploadPartCopyCommand({ ...upload, ...copy }));
    await upload.complete([{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
    expect(String(await range('sliced'))).toBe('345');
    expect(String(await range('sliced', 'bytes=-2'))).toBe('45');
  });
});
