import { randomInt } from 'node:crypto';
import { createTestDatabase } from '@pooltool/store/testing';
import { expect, onTestFinished, test } from 'vitest';
import { endpointFuzzing } from './fuzz/fuzz-endpoint.ts';
import { noSharedData } from './shared-data.ts';

test.skipIf(noSharedData)(
  'posts with something wrong are answered by a code, change no table and stop no server (needs ../shared/data)',
  async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.close());
    const { run, close } = await endpointFuzzing(database.pool);
    onTestFinished(close);
    const seed = randomInt(2 ** 31);
    const { failures, outcomes, slowest } = await run({ seed, count: 1_000, from: 0 });
    expect(
      failures
        .slice(0, 3)
        .map(
          ({ input, of, why }) => `npm run fuzz -- endpoint --seed ${seed} --from ${input} --count 1 (${of}): ${why}`,
        ),
    ).toEqual([]);
    expect(slowest.ms).toBeLessThan(10_000);
    // A generator that is refused for one reason only would not say much.
    expect(Object.keys(outcomes).length).toBeGreaterThan(8);
  },
  300_000,
);
