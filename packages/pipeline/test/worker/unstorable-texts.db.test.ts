import { loadRunPage, loadRuns, loadSensorTicks } from '@pooltool/store/pipeline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defineAsset, defineSensor, meta } from '../../src/index.ts';
import { numbers } from '../stub-asset.ts';
import { createNumberTable, givenAsset } from './number-assets.ts';
import { pipelineUnderTest, rowsOf, until } from './pipeline-under-test.ts';

let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(() => at.stop());

/** What the beginning of a binary file looks like in somebody's message: PostgreSQL holds no zero byte and no half a character. */
const BINARY = 'Unexpected token \0, "\0\ud800PK" is no JSON; a\\u0000 was written';

test('an error whose message PostgreSQL cannot hold fails its partition once, and is told as well as can be', async () => {
  const cause = new Error(BINARY);
  const round: Record<string, unknown> = { text: BINARY };
  round.self = round;
  const broken = defineAsset({
    name: 'broken',
    description: 'fails',
    partitions: numbers,
    retry: { attempts: 1 },
    load: async ({ log }) => {
      log.warn({ [BINARY]: BINARY }, 'params.broken');
      log.warn({ round }, 'params.round');
      throw Object.assign(new Error(BINARY, { cause }), {});
    },
    compute: () => null,
    save: async () => {},
  });
  const { control } = await at.start([broken]);
  await control.request({ asset: 'broken', partition: '7' });
  const rows = await until(
    () => rowsOf(at.pool, 'broken'),
    (found) => found['broken/7']?.state === 'failed',
  );
  expect(rows['broken/7']?.error?.message).toBe('Unexpected token ␀, "␀�PK" is no JSON; a\\u0000 was written');
  const runs = await loadRuns(at.pool, { asset: 'broken' });
  expect(runs).toHaveLength(1);
  const page = await loadRunPage(at.pool, runs[0]?.run ?? 0n);
  expect(page?.lines.map(({ event }) => event)).toEqual(expect.arrayContaining(['params.broken', 'params.round']));
});

test('metadata and the findings of checks are kept as well as can be', async () => {
  const odd = defineAsset({
    name: 'odd',
    description: 'says odd things',
    partitions: numbers,
    load: async () => null,
    compute: () => null,
    save: async () => {},
    metadata: () => ({ name: meta.text(BINARY) }),
    checks: [{ name: 'odd', severity: 'warning', check: () => ({ passed: false, detail: { found: BINARY } }) }],
  });
  const { control } = await at.start([odd]);
  await control.request({ asset: 'odd', partition: '7' });
  await until(
    () => rowsOf(at.pool, 'odd'),
    (found) => found['odd/7']?.state === 'ok',
  );
  const [run] = await loadRuns(at.pool, { asset: 'odd' });
  expect(run?.metadata).toEqual({ name: { kind: 'text', value: expect.stringContaining('␀�PK') } });
});

test('a sensor that fails with such a message is told of', async () => {
  const sensor = defineSensor({
    name: 'odd',
    description: 'fails',
    intervalMs: 60_000,
    evaluate: () => Promise.reject(new Error(BINARY)),
  });
  await at.start([givenAsset('params', new Map())], { sensors: [sensor] });
  const [tick] = await until(
    () => loadSensorTicks(at.pool, 'odd'),
    (ticks) => ticks.length > 0,
  );
  expect(tick).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('Unexpected token ␀') });
});
