import { mainnet } from '@pooltool/domain';
import { openObjectStore } from '@pooltool/shared-utils/aws';
import { expect, onTestFinished, test } from 'vitest';
import { nextTryInMs } from '../../pipeline/src/run/backoff.ts';
import { epochRegistry } from '../src/index.ts';

const HOUR_MS = 3_600_000;

test('an object store that is away for an evening needs nobody to ask again', () => {
  const objects = openObjectStore({
    endpoint: 'http://127.0.0.1:9',
    region: 'local',
    accessKeyId: 'test',
    secretAccessKey: 'test',
    bucket: 'test',
    count: () => {},
  });
  onTestFinished(() => objects.close());
  for (const { retry } of epochRegistry({ network: mainnet, objects }).assets) {
    let patienceMs = 0;
    for (let attempt = 1; attempt < retry.attempts; attempt += 1)
      patienceMs += nextTryInMs(retry, attempt, 'retry') ?? 0;
    expect(patienceMs).toBeGreaterThan(8 * HOUR_MS);
  }
});
