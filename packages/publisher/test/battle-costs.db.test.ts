import { performance } from 'node:perf_hooks';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { markAgain } from '@pooltool/store/documents';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Sinks } from '../src/drain/sinks.ts';
import { forgetReports, told } from './battle-truth.ts';
import { makeBlock } from './small-truth.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.clear();
  await forgetReports(stage.database.pool);
});

/** What one block costs: in Firebase, and in the object store. */
interface Written {
  firebaseBytes: number;
  puts: number;
  objectBytes: number;
}

/** Takes everything and keeps nothing. */
function countingSinks(written: Written): Sinks {
  return {
    root: 'Smallnet',
    firebase: {
      async update(paths) {
        for (const [path, value] of paths)
          written.firebaseBytes += path.length + JSON.stringify(value, bigintText).length;
      },
    },
    objects: {
      async put({ body }) {
        written.puts += 1;
        written.objectBytes += body instanceof Uint8Array ? body.byteLength : body.length;
        return { etag: '' };
      },
      delete: async () => {},
    },
  };
}
const bigintText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value);

const everybody = (reporters: number) =>
  Array.from({ length: reporters }, (_, index) => ({
    from: 100 + index,
    delayMs: 200 + ((index * 7_919) % 2_500),
    version: `10.${index % 5}.${index % 3}:1f63d`,
  }));

/** Drawn until nothing waits: what was written, and the CPU it took this process. */
async function drawn(): Promise<Written & { readonly cpuMs: number }> {
  const written: Written = { firebaseBytes: 0, puts: 0, objectBytes: 0 };
  const drain = stage.newDrain(countingSinks(written));
  const before = process.cpuUsage();
  while (!(await drain.pass()).complete);
  const { user, system } = process.cpuUsage(before);
  return { ...written, cpuMs: Math.round((user + system) / 1_000) };
}

test.each([300, 1_500])('a block that %i pools report costs three puts and little of Firebase', async (reporters) => {
  const block = makeBlock({ height: 30, pool: 1 });
  // The code, the statements and the font are loaded once.
  await told(stage.database.pool, makeBlock({ height: 29, pool: 2 }), everybody(5));
  await drawn();
  await told(stage.database.pool, block, everybody(reporters));
  const first = await drawn();
  expect(first.puts).toBe(3);
  // Firebase does not grow with the reporters: it has the histogram, not the delays.
  expect(first.firebaseBytes).toBeLessThan(2_000);
  // Two files have every delay.
  expect(first.objectBytes).toBeLessThan(40_000 + reporters * 2 * 70);
  await inTransaction(stage.database.pool, (tx) =>
    markAgain(tx, { kinds: ['block_propagation'], subject: `30/${block.hash}` }),
  );
  const again = await drawn();
  expect(again).toMatchObject({ puts: 0, firebaseBytes: 0 });
  await inTransaction(stage.database.pool, (tx) => markAgain(tx, { kinds: ['competitive'], subject: '30' }));
  const beganMs = performance.now();
  const height = await drawn();
  process.stdout.write(
    `${JSON.stringify({ reporters, first, drawnAgainCpuMs: again.cpuMs, heightCpuMs: height.cpuMs, heightMs: Math.round(performance.now() - beganMs) })}\n`,
  );
  expect(height).toMatchObject({ puts: 0, firebaseBytes: 0 });
});
