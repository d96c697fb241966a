import { openObjectStore } from '@pooltool/shared-utils/aws';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningServer, startObjectStore, startTroubledLine, type TroubledLine } from '../src/index.ts';

const BUCKET = 'trouble';

let server: RunningServer;
let line: TroubledLine;
beforeEach(async () => {
  server = await startObjectStore({ buckets: [BUCKET] });
  line = await startTroubledLine(server.url);
});
afterEach(async () => {
  await line.close();
  await server.stop();
});

const openAt = (endpoint: string) => openObjectStore({ bucket: BUCKET, region: 'local', endpoint, count: () => {} });
const object = (key: string) => ({ key, body: Buffer.from(key), contentType: 'text/plain' });

test('a put whose connection breaks after it was said is stored, and the SDK, which hears nothing, says it again', async () => {
  const objects = openAt(line.url);
  line.breakAt(1, 'after');
  await objects.put(object('said'));
  expect(line.troubles).toBe(1);
  expect(await openAt(server.url).get('said')).not.toBeNull();
});

test('while the line is down nothing arrives; once it is mended the same client goes on', async () => {
  const objects = openAt(line.url);
  line.goDown(100);
  await expect(objects.put(object('lost'))).rejects.toMatchObject({ code: 'POOLTOOL_AWS_UNREACHABLE' });
  expect(await openAt(server.url).get('lost')).toBeNull();
  line.mend();
  await objects.put(object('found'));
  expect(await openAt(server.url).get('found')).not.toBeNull();
});
