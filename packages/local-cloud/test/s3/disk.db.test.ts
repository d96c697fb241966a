import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startObjectStore } from '../../src/s3/index.ts';
import { officialClient } from './official-client.ts';

const Bucket = 'archive';
const MIB = 1024 ** 2;

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pooltool-s3-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true });
});

async function startProcess() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'object-store-process.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [url] = await once(createInterface(child.stdout), 'line');
  return {
    url: String(url),
    pid: child.pid,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function blobFiles(): Promise<string[]> {
  const entries = await readdir(join(dataDir, 'blobs'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test('every answered write survives kill -9, what was being written leaves nothing', async () => {
  const first = await startProcess();
  const client = officialClient(first.url);
  for (const Key of ['kept', 'deleted', '../odd key 🦀']) {
    await client.send(
      new PutObjectCommand({ Bucket, Key, Body: Key, ContentType: 'text/plain', Metadata: { of: 'me' } }),
    );
  }
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'deleted' }));
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'open' }));
  const open = { Bucket, Key: 'open', UploadId };
  await client.send(new UploadPartCommand({ ...open, PartNumber: 1, Body: 'part' }));

  const half = request(`${first.url}/${Bucket}/half`, {
    method: 'PUT',
    headers: { authorization: 'AWS4-HMAC-SHA256 x', 'content-length': 2 * MIB },
  });
  half.on('error', () => undefined);
  half.write(randomBytes(MIB));
  await expect.poll(() => readdir(join(dataDir, 'blobs', 'incoming'))).toHaveLength(1);
  await first.kill();
  client.destroy();

  const again = await startObjectStore({ dataDir });
  const reader = officialClient(again.url);
  const got = await reader.send(new GetObjectCommand({ Bucket, Key: '../odd key 🦀' }));
  expect(await got.Body?.transformToString()).toBe('../odd key 🦀');
  expect(got).toMatchObject({ ContentType: 'text/plain', Metadata: { of: 'me' } });
  await expect(reader.send(new GetObjectCommand({ Bucket, Key: 'deleted' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
  await expect(reader.send(new GetObjectCommand({ Bucket, Key: 'half' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect((await reader.send(new ListPartsCommand(open))).Parts).toMatchObject([{ PartNumber: 1, Size: 4 }]);
  expect(await blobFiles()).toHaveLength(3);
  reader.destroy();
  await again.stop();
});

test('bytes are removed when nobody names them any more, not before', async () => {
  const server = await startObjectStore({ dataDir, buckets: [Bucket] });
  const client = officialClient(server.url);
  const Body = randomBytes(8 * MIB);
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body }));
  await client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }));
  expect(await blobFiles()).toHaveLength(1);
  const reading = await client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'replaced' }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'b' }));
  expect(Body.equals((await reading.Body?.transformToByteArray()) ?? Buffer.of())).toBe(true);
  await expect.poll(blobFiles).toHaveLength(1);
  client.destroy();
  await server.stop();
});

test('a journal torn by a crash is read up to the tear, one that is not ours is refused by line', async () => {
  const journal = join(dataDir, 'journal.jsonl');
  await (await startObjectStore({ dataDir, buckets: [Bucket] })).stop();
  await appendFile(journal, '{"kind":"bucket","buc');
  const server = await startObjectStore({ dataDir });
  await server.stop();
  expect((await readFile(journal, 'utf8')).split('\n')).toHaveLength(2);
  await appendFile(journal, 'nonsense\n');
  await expect(startObjectStore({ dataDir })).rejects.toThrow('journal.jsonl:2');
});

// Only Linux tells the memory of another process in a file.
test.skipIf(process.platform !== 'linux')(
  'a 200 MB object passes through without lying in memory',
  async () => {
    const server = await startProcess();
    const client = officialClient(server.url, { requestChecksumCalculation: 'WHEN_REQUIRED' });
    const residentMib = async () => {
      const [, pages = '0'] = (await readFile(`/proc/${server.pid}/statm`, 'utf8')).split(' ');
      return (Number(pages) * 4096) / MIB;
    };
    const piece = randomBytes(MIB);
    await client.send(new PutObjectCommand({ Bucket, Key: 'small', Body: piece }));
    const beforeMib = await residentMib();
    let peakMib = 0;
    async function* pieces() {
      for (let i = 0; i < 200; i++) {
        if (i % 20 === 0) peakMib = Math.max(peakMib, await residentMib());
        yield piece;
      }
    }
    await client.send(
      new PutObjectCommand({ Bucket, Key: 'large', Body: Readable.from(pieces()), ContentLength: 200 * MIB }),
    );
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'large' }));
    if (!(Body instanceof Readable)) throw new Error('no body');
    let read = 0;
    for await (const bytes of Body) {
      if (read % (20 * MIB) < bytes.length) peakMib = Math.max(peakMib, await residentMib());
      read += bytes.length;
    }
    expect(read).toBe(200 * MIB);
    expect(peakMib - beforeMib).toBeLessThan(100);
    client.destroy();
  },
  60_000,
);
