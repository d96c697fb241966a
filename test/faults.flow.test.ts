import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@pooltool/shared-utils/clock';
import { dropDump, type FeedItem } from '@pooltool/simulator/feed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../scripts/project-node.mjs';
import { type Chain, simulatedChain } from '../scripts/start/chain.ts';
import { type Followed, type FollowOptions, followToEnd } from '../scripts/start/follow-to-end.ts';
import { anyPorts } from '../scripts/start/ports.ts';
import { type Stage, startStage } from '../scripts/start/stage.ts';
import { judge } from '../scripts/start/verdict.ts';

/** One stage, one chain: each test feeds the next epoch, something breaks in it, and in the end everything must be right. */
describe('whatever breaks while the chain is followed', () => {
  const chain: Chain = simulatedChain({ seed: 11, epochs: 100, epochLength: 120, delegators: 60, forkRate: 0.05 });
  const items = chain.items()[Symbol.asyncIterator]();
  const ended = new AbortController();
  let folder = '';
  let stage: Stage;
  let followed: Followed | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pooltool-faults-'));
    const ports = await anyPorts();
    stage = await startStage({
      folder,
      network: chain.network,
      ports,
      durable: false,
      signal: ended.signal,
      tell: () => {},
    });
    await feedEpoch();
    await feedEpoch();
  });

  afterAll(async () => {
    ended.abort();
    await stage?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The next epoch up to its ledger dump, and until the last document shows it. */
  async function feedEpoch(faults: Pick<FollowOptions, 'onDelivered' | 'onRefused'> = {}): Promise<void> {
    followed = await followToEnd({
      stage,
      items: upToDump(items),
      clock: systemClock,
      signal: ended.signal,
      tell: () => {},
      patienceMs: 30_000,
      ...(followed === undefined ? {} : { after: followed }),
      ...faults,
    });
  }

  function verdict(): ReturnType<typeof judge> {
    if (followed === undefined) throw new Error('nothing was followed');
    return judge(stage, chain, followed);
  }

  async function everythingIsRight(): Promise<void> {
    const { mismatches, summary } = await verdict();
    expect(mismatches).toEqual([]);
    expect(summary.compared.ledger).toBeGreaterThan(0);
  }

  const daemon = async (name: string) => {
    const found = (await stage.supervisor.daemons()).find((one) => one.name === name);
    if (found === undefined) throw new Error(`PM2 knows no ${name}`);
    return found;
  };

  test.each(['oura-consumer', 'publisher', 'console'])('kill -9 of %s between two blocks', async (name) => {
    const before = await daemon(name);
    await feedEpoch({ onDelivered: atBlock(20, () => process.kill(before.pid, 'SIGKILL')) });
    expect((await daemon(name)).restarts).toBeGreaterThan(before.restarts);
    await everythingIsRight();
  });

  test.each(['cnode', 'cnode-api', 'epoch-processing'])('kill -9 of %s as a ledger dump comes', async (name) => {
    const before = await daemon(name);
    await feedEpoch({ onDelivered: (item) => item.kind === 'dump' && process.kill(before.pid, 'SIGKILL') });
    expect((await daemon(name)).restarts).toBeGreaterThan(before.restarts);
    await everythingIsRight();
  });

  test('PostgreSQL stops and starts again under everybody', async () => {
    const { postgres } = stage.services;
    let stopped: Promise<void> | undefined;
    let started: Promise<void> | undefined;
    let refusals = 0;
    await feedEpoch({
      onDelivered: atBlock(20, () => {
        stopped = postgres.stop();
      }),
      onRefused: () => {
        refusals += 1;
        if (refusals === 3) started = stopped?.then(() => postgres.start());
      },
    });
    await started;
    expect(refusals).toBeGreaterThanOrEqual(3);
    await everythingIsRight();
  });

  test('a truncated ledger dump is refused with its reason, and what comes after it goes its way', async () => {
    const { dumpFolder } = stage.oura;
    let half: Promise<void> | undefined;
    await feedEpoch({
      onDelivered: (item) => {
        if (item.kind === 'dump')
          half = dropDump(dumpFolder, { name: 'half.cbor', bytes: item.bytes.subarray(0, item.bytes.length / 2) });
      },
    });
    await half;
    const refused = join(dumpFolder, 'refused');
    const reason = await until(async () =>
      (await readdir(refused)).find((file) => file.endsWith('half.cbor.reason.json')),
    );
    expect(JSON.parse(await readFile(join(refused, reason), 'utf8'))).toMatchObject({
      code: 'POOLTOOL_DUMP_TRUNCATED',
      message: expect.any(String),
      offset: expect.any(Number),
    });
    await feedEpoch();
    await everythingIsRight();
  });

  test('a second oura-consumer on the same database refuses to start', async () => {
    const [port] = Object.values(await anyPorts());
    const second = spawn(process.execPath, [join(projectRoot, 'packages/oura-consumer/src/main.ts')], {
      cwd: projectRoot,
      env: { ...process.env, ...stage.settings, OURA_CONSUMER_PORT: String(port) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let log = '';
    second.stdout.on('data', (piece: Buffer) => {
      log += piece.toString();
    });
    const [code] = await once(second, 'close');
    expect(code, log).toBe(75);
    expect(log).toContain('another oura-consumer is running');
    await feedEpoch();
    await everythingIsRight();
  });

  test('one lovelace more in one reward is found and named', async () => {
    const before = await verdict();
    expect(before.mismatches).toEqual([]);
    await stage.pool.query(
      `update account_reward set amount = amount + 1
       where (earned_epoch, credential) in (select earned_epoch, credential from account_reward where kind = 1 order by 1, 2 limit 1) and kind = 1`,
    );
    const { mismatches } = await verdict();
    expect(mismatches[0]).toMatchObject({ what: 'member reward', where: expect.stringContaining('earned epoch') });
    expect(Number(mismatches[0]?.got) - Number(mismatches[0]?.expected)).toBe(1);
  });
});

async function* upToDump(items: AsyncIterator<FeedItem>): AsyncGenerator<FeedItem> {
  for (;;) {
    const next = await items.next();
    if (next.done === true) return;
    yield next.value;
    if (next.value.kind === 'dump') return;
  }
}

/** Strikes once, after that many blocks. */
function atBlock(count: number, strike: () => void): (item: FeedItem) => void {
  let blocks = 0;
  return (item) => {
    if (item.kind !== 'block') return;
    blocks += 1;
    if (blocks === count) strike();
  };
}

/** Looks until there is something. */
async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await systemClock.waitMs(50);
  }
}
