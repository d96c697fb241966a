import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '@pooltool/shared-utils/clock';
import { readConfig } from '@pooltool/shared-utils/config';
import { memoryLog } from '@pooltool/shared-utils/log';
import { makeMetrics } from '@pooltool/shared-utils/metrics';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { config } from '../../src/config.ts';
import { startSupervisors } from '../../src/oura/start-supervisors.ts';
import { fakeConsumer, fakeOura, isAlive, STAYS } from './fake-oura.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-ouras-'));
});
afterEach(() => rm(folder, { recursive: true }));

const syncPoint = (slot: number) => ({ slot, hash: 'a'.repeat(64), height: 7, earlier: [] });
const isNow = (look: () => unknown): Promise<void> =>
  vi.waitFor(async () => void (await look()), { timeout: 20_000, interval: 20 });

test('each consumer has an Oura with a cursor of its own; one that ends again and again disturbs no other', async () => {
  const [mine, theirs] = [
    await fakeConsumer(() => ({ body: syncPoint(140) })),
    await fakeConsumer(() => ({ body: syncPoint(99) })),
  ];
  const fake = await fakeOura(folder, `if (args.join(' ').includes('tip.toml')) process.exit(1); ${STAYS}`);
  const feeds = join(folder, 'feeds.json');
  const tip = {
    name: 'just-the-tip',
    version: 2,
    config: 'tip.toml',
    cursorFile: join(folder, 'tip.json'),
    consumerUrl: theirs.url,
  };
  await writeFile(feeds, JSON.stringify({ feeds: [tip] }));
  const given = readConfig(config, {
    ...{ CNODE_API_SECRET: 'x'.repeat(32), CNODE_DUMP_FOLDER: folder, OURA_CONSUMER_URL: mine.url },
    ...{ CNODE_OURA_VERSION: '2', CNODE_OURA_PROGRAM: fake.program, CNODE_OURA_CONFIG: 'blocks.toml' },
    ...{ CNODE_OURA_CURSOR_FILE: join(folder, 'blocks.json'), CNODE_OURA_FEEDS: feeds },
  });
  const ending = new AbortController();
  const log = memoryLog();
  const metrics = makeMetrics({ daemon: 'test', processMetrics: false });
  const ouras = startSupervisors({ config: given, clock, log, metrics, signal: ending.signal }, null);
  try {
    const startsOf = async (name: string) => (await fake.starts()).filter((args) => args.includes(name)).length;
    await isNow(async () => {
      expect(await startsOf('blocks.toml')).toBe(1);
      expect(await startsOf('tip.toml')).toBeGreaterThan(1);
      expect([...ouras.stuckOn()]).toEqual([
        ['consumer', null],
        ['just-the-tip', 'POOLTOOL_OURA_ENDED'],
      ]);
    });
    expect(await startsOf('blocks.toml')).toBe(1);
    expect(JSON.parse(await readFile(join(folder, 'blocks.json'), 'utf8'))).toEqual([[140, 'a'.repeat(64)]]);
    expect(JSON.parse(await readFile(join(folder, 'tip.json'), 'utf8'))).toEqual([[99, 'a'.repeat(64)]]);
    const { text: page } = await metrics.page();
    expect(page).toMatch(/oura_running\{feed="consumer".*\} 1/);
    expect(page).toMatch(/oura_starts_total\{feed="just-the-tip".*\} [2-9]/);
    expect(log.of('oura.waits').every(({ feed }) => feed === 'just-the-tip')).toBe(true);
  } finally {
    ending.abort(new Error('asked to stop'));
    await ouras.ended();
  }
  expect((await fake.pids()).filter(isAlive)).toEqual([]);
});
