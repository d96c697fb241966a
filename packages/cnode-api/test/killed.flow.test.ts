import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { customNetwork } from '@pooltool/domain';
import { makeSimulation } from '@pooltool/simulator';
import { type SimulatedNode, simulatedNode, startOgmiosServer } from '@pooltool/simulator/ogmios';
import { arrivalsAfter } from '@pooltool/store';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Daemon, type Daemons, openDaemons } from './daemons.ts';
import { startWatchedLine } from './watched-line.ts';

const PRELOAD = ['--import', pathToFileURL(join(import.meta.dirname, 'trouble-in-threads.mjs')).href];

/** Moments in the life of one dump, in their order: at each of them the daemon is killed once. */
const MOMENTS = [
  'the node is asked for a dump',
  'it is spooled: before GET /v1/epochs/needs',
  'its snapshot files are written',
  'it is uploaded: before PUT',
  'it is uploaded: after PUT',
  'it is told: before POST /v1/ledger-arrivals',
  'it is told: after POST /v1/ledger-arrivals',
] as const;
type Moment = (typeof MOMENTS)[number];

const SIMULATION = makeSimulation({
  seed: 11,
  epochs: MOMENTS.length + 2,
  epochLength: 60,
  pools: 3,
  delegators: 12,
  dumpLayouts: ['A', 'A2', 'B', 'C'],
});

/** The node's network, but that the calendar says epoch 0 for as long as the test lasts: which epoch it is, the node says. */
const NETWORK = customNetwork({
  ...{ name: 'simulation', magic: SIMULATION.network.magic },
  ...{ epochLength: 30 * 86_400, systemStartMs: Date.now() - 86_400_000 },
});

let daemons: Daemons;
let node: SimulatedNode;
let doom: Moment | null = null;
let victim: Daemon | null = null;
const closing: (() => Promise<unknown>)[] = [];
let settings: Record<string, string>;

/** Whether this is the moment; then the daemon is dead when this returns. */
function dies(moment: Moment): boolean {
  if (doom !== moment) return false;
  doom = null;
  victim?.process.kill('SIGKILL');
  return true;
}

beforeAll(async () => {
  daemons = await openDaemons(NETWORK);
  node = simulatedNode(SIMULATION);
  const ogmios = await startOgmiosServer({
    node,
    faults({ method }) {
      if (method.endsWith('/dump')) dies('the node is asked for a dump');
      return null;
    },
  });
  const api = await startWatchedLine(daemons.apiUrl, ({ what, when }) => {
    if (what === 'GET /v1/epochs/needs' && when === 'before') return dies('it is spooled: before GET /v1/epochs/needs');
    if (what !== 'POST /v1/ledger-arrivals') return false;
    return dies(`it is told: ${when} POST /v1/ledger-arrivals`);
  });
  const s3 = await startWatchedLine(daemons.objectStoreUrl, ({ what, when }) =>
    what.startsWith('PUT /pooltool/ledger/') ? dies(`it is uploaded: ${when} PUT`) : false,
  );
  closing.push(() => ogmios.close(), api.close, s3.close);
  settings = {
    CNODE_LEDGER_SOURCE: 'ogmios',
    OGMIOS_URL: ogmios.url.href,
    CNODE_API_URL: api.url,
    OBJECT_STORE_ENDPOINT: s3.url,
    CNODE_EPOCH_POLL: '20ms',
    CNODE_DUMP_ROOM_BYTES: '1000000',
    TROUBLE_FILE: join(daemons.folder, 'trouble'),
  };
});
afterAll(async () => {
  await daemons.close();
  await Promise.all(closing.map((close) => close()));
});

const cnode = (): Daemon => daemons.start('cnode', settings, PRELOAD);
const trouble = (says: 'kill' | 'full') => writeFile(join(daemons.folder, 'trouble'), says);
const noTrouble = () => rm(join(daemons.folder, 'trouble'), { force: true });
const isNow = (look: () => unknown): Promise<void> =>
  vi.waitFor(async () => void (await look()), { timeout: 30_000, interval: 10 });
const goOnToEpoch = (epoch: number): void => {
  while (node.tip().at.epoch < epoch) node.advance(1);
};

test('killed while dumping, spooling, preparing, uploading and telling, every epoch arrives exactly once', async () => {
  const api = daemons.start('cnode-api');
  await api.logs('daemon.started');
  let running = cnode();
  await daemons.handedOver(1);
  await running.logs('live-stake.sent');

  for (const [index, moment] of MOMENTS.entries()) {
    victim = running;
    const ended = once(running.process, 'exit');
    if (moment === 'its snapshot files are written') await trouble('kill');
    else doom = moment;
    goOnToEpoch(index + 1);
    expect(await ended, moment).toEqual([null, 'SIGKILL']);
    running = cnode();
    await isNow(async () => {
      const arrived = await arrivalsAfter(daemons.database.pool, 0n);
      expect(
        arrived.map(({ arrival }) => arrival.epoch),
        moment,
      ).toContain(index + 1);
    });
    await running.logs('live-stake.sent');
    await daemonsAreIdle();
  }
  await daemons.kill(running);

  const expected = SIMULATION.expected();
  const arrived = await arrivalsAfter(daemons.database.pool, 0n);
  // A dump that came twice would have left a gap in the sequence.
  expect(arrived.map(({ sequence, arrival }) => [sequence, arrival.epoch, `${arrival.pots.reserves}`])).toEqual(
    [0, ...MOMENTS.map((_, index) => index + 1)].map((epoch) => [BigInt(epoch + 1), epoch, expected[epoch]?.reserves]),
  );
  expect((await readdir(daemons.dumps)).filter((name) => name.startsWith('.asked-'))).toEqual([]);
  expect(await readdir(join(daemons.dumps, 'refused'))).toEqual([]);
  await daemons.kill(api);
});

/** Nothing waits to be handed over. */
const daemonsAreIdle = () =>
  isNow(async () => {
    expect(await readdir(join(daemons.dumps, 'taken'))).toEqual([]);
    expect(await readdir(join(daemons.dumps, 'prepared'))).toEqual([]);
  });

test.skipIf(process.platform !== 'linux')(
  'a second daemon on the folder ends with 75, and touches nothing of what the first is making (only Linux keeps it out)',
  async () => {
    const first = cnode();
    await first.logs('daemon.started');
    const making = ['.asked-by-the-first.part', 'prepared/by-the-first.cbor.part'].map((name) =>
      join(daemons.dumps, name),
    );
    for (const path of making) await writeFile(path, 'half');
    const second = daemons.start('cnode', { ...settings, CNODE_PORT: '0' });
    expect(await once(second.process, 'exit')).toEqual([75, null]);
    for (const path of making) expect(await readFile(path, 'utf8')).toBe('half');
    for (const path of making) await rm(path);
    expect(await daemons.stop(first)).toBe(0);
  },
);

test('a disk that fills while snapshot files are written is told, leaves nothing half-made, and holds up nothing once there is room', async () => {
  const epoch = MOMENTS.length + 1;
  const api = daemons.start('cnode-api');
  await api.logs('daemon.started');
  await trouble('full');
  goOnToEpoch(epoch);
  const full = cnode();
  await isNow(() => expect(full.text()).toMatch(/"diskFull":true.*"event":"ledger-dump\.waits"/));
  expect(full.text()).toContain('ENOSPC');
  await isNow(async () => expect(await readdir(join(daemons.dumps, 'prepared'))).toEqual([]));
  await noTrouble();
  await full.logs('ledger-dump.goes-on');
  await daemonsAreIdle();
  const last = (await arrivalsAfter(daemons.database.pool, 0n)).at(-1);
  expect([last?.sequence, last?.arrival.epoch]).toEqual([BigInt(epoch + 1), epoch]);
  expect([await daemons.stop(full), await daemons.stop(api)]).toEqual([0, 0]);
});
