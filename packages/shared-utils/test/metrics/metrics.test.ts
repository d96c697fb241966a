import { makeMetrics } from '@pooltool/shared-utils/metrics';
import { describe, expect, test } from 'vitest';

const quiet = { daemon: 'tips', processMetrics: false } as const;

/** The page's lines that say something about a metric. */
async function linesOf(metrics: ReturnType<typeof makeMetrics>, name: string): Promise<readonly string[]> {
  const { text } = await metrics.page();
  return text.split('\n').filter((line) => line.startsWith(name));
}

describe('the metrics of a daemon', () => {
  test('carry the prefix and the daemon’s name', async () => {
    const metrics = makeMetrics(quiet);
    const blocks = metrics.counter({ name: 'blocks_total', says: 'Blocks recorded', labels: ['era'] });
    blocks.inc({ era: 'conway' }, 3);
    expect(await linesOf(metrics, 'pooltool_blocks_total')).toEqual([
      'pooltool_blocks_total{era="conway",daemon="tips"} 3',
    ]);
  });

  test('do not mix with another daemon’s in the same process', async () => {
    const [one, other] = [makeMetrics(quiet), makeMetrics({ ...quiet, daemon: 'other' })];
    one.counter({ name: 'blocks_total', says: 'Blocks recorded' }).inc();
    expect(await linesOf(other, 'pooltool_blocks_total')).toEqual([]);
  });

  test('ask a gauge’s source at each look', async () => {
    const metrics = makeMetrics(quiet);
    let age = 5;
    metrics.gauge({ name: 'last_block_age_seconds', says: 'Age', read: async () => age });
    expect(await linesOf(metrics, 'pooltool_last')).toEqual(['pooltool_last_block_age_seconds{daemon="tips"} 5']);
    age = 6;
    expect(await linesOf(metrics, 'pooltool_last')).toEqual(['pooltool_last_block_age_seconds{daemon="tips"} 6']);
  });

  test('show what is known while a gauge’s source is down, and that the gauge is not', async () => {
    const metrics = makeMetrics(quiet);
    let waiting = () => Promise.resolve(3);
    metrics.gauge({ name: 'documents_waiting', says: 'Waiting', read: () => waiting() });
    metrics.counter({ name: 'blocks_total', says: 'Blocks recorded' }).inc();
    await metrics.page();
    waiting = () => Promise.reject(new Error('PostgreSQL is down'));
    expect(await linesOf(metrics, 'pooltool_')).toEqual([
      'pooltool_documents_waiting{daemon="tips"} Nan',
      'pooltool_blocks_total{daemon="tips"} 1',
    ]);
  });

  test('count what is billed, by operation', async () => {
    const metrics = makeMetrics(quiet);
    metrics.countBilled('s3_put', 100);
    metrics.countBilled('s3_put', 20, 2);
    metrics.countBilled('dynamodb_read');
    expect(await linesOf(metrics, 'pooltool_billed')).toEqual([
      'pooltool_billed_operations_total{operation="s3_put",daemon="tips"} 3',
      'pooltool_billed_operations_total{operation="dynamodb_read",daemon="tips"} 1',
      'pooltool_billed_bytes_total{operation="s3_put",daemon="tips"} 120',
      'pooltool_billed_bytes_total{operation="dynamodb_read",daemon="tips"} 0',
    ]);
  });

  test('a duration falls into buckets of seconds', async () => {
    const metrics = makeMetrics(quiet);
    metrics.histogram({ name: 'step_seconds', says: 'How long a step took' }).observe(0.05);
    const lines = await linesOf(metrics, 'pooltool_step_seconds_bucket');
    expect(lines.find((line) => line.includes('le="0.06"'))).toMatch(/ 1$/);
    expect(lines.find((line) => line.includes('le="0.02"'))).toMatch(/ 0$/);
  });

  test('tell about the process unless asked not to', async () => {
    const lines = await linesOf(makeMetrics({ daemon: 'tips' }), 'pooltool_process_resident_memory_bytes');
    expect(lines).toHaveLength(1);
  });

  test('refuse a name that Prometheus would not take', () => {
    const metrics = makeMetrics(quiet);
    for (const name of ['lastBlock', 'pooltool_blocks_total', '9lives']) {
      expect(() => metrics.counter({ name, says: 'x' })).toThrow('a metric is named like');
    }
  });
});
