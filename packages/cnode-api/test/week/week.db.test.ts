import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSnapshotFile } from '@pooltool/codec';
import { arrivalsAfter } from '@pooltool/store';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { makeSimulation } from '../../../simulator/src/index.ts';
import { type OgmiosServer, simulatedNode, startOgmiosServer } from '../../../simulator/src/ogmios/index.ts';
import { type DatabaseServerOfTest, startDatabaseServer } from '../cnode-api-server.ts';
import { type CnodeLife, liveCnode } from './cnode-life.ts';
import { newTrouble, troubledOgmios } from './trouble.ts';

let server: DatabaseServerOfTest;
let folder = '';
beforeAll(async () => {
  server = await startDatabaseServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.pool.query('truncate ledger_arrival');
  for await (const { key } of server.objects.list('')) await server.objects.delete([key]);
  folder = await mkdtemp(join(tmpdir(), 'pooltool-week-'));
});
afterEach(() => rm(folder, { recursive: true }));

const EPOCHS = 7;
const MINUTE_MS = 60_000;

/** A node in the middle of an upgrade path: each epoch's dump is in the next layout, and Ogmios changes its face. */
const simulationOf = (seed: number) =>
  makeSimulation({
    seed,
    epochs: EPOCHS,
    epochLength: 60,
    pools: 3,
    delegators: 12,
    dumpLayouts: ['A', 'A2', 'B', 'C'],
  });

test.each([20_261_122, 7])(
  'a week of epochs arrives, each exactly once, whatever happens on the way (seed %i)',
  async (seed) => {
    const simulation = simulationOf(seed);
    const node = simulatedNode(simulation);
    const trouble = newTrouble(seed);
    const world = { skewMs: 0, freeBytes: 1e9 };
    let ogmios: OgmiosServer = await startOgmiosServer({ node, face: 'v6', faults: troubledOgmios(trouble) });
    const begin = () =>
      liveCnode({
        ...{ folder, server, trouble, ogmiosUrl: () => ogmios.url },
        ...{ skewMs: () => world.skewMs, freeBytes: () => world.freeBytes },
      });
    let life: CnodeLife = await begin();
    const again = async (): Promise<void> => {
      await life.end();
      life = await begin();
    };
    const passUntil = (what: string, look: () => Promise<boolean> | boolean): Promise<void> =>
      vi.waitFor(
        async () => {
          await server.clock.advance(500);
          if (life.isDead()) await again();
          if (!(await look())) throw new Error(`${what}: ${life.stuckOn().join()}\n${trouble.told.join('\n')}`);
        },
        { timeout: 25_000, interval: 2 },
      );
    const before = server.outcomes.length;

    for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
      while (node.tip().at.epoch < epoch) node.advance(1);
      switch (epoch) {
        case 1:
          await server.down();
          break;
        case 3:
          await server.up();
          // The server's clock was put right by a step, ours was not: nothing is believed until it is.
          world.skewMs = 20 * MINUTE_MS;
          break;
        case 4:
          world.skewMs = -MINUTE_MS;
          world.freeBytes = 10;
          await passUntil('a full disk is told', () => life.stuckOn().includes('POOLTOOL_DISK_FULL'));
          world.freeBytes = 1e9;
          break;
        case 5:
          world.skewMs = 0;
          // An upgrade of the node: Ogmios goes and comes back with another face, elsewhere.
          await ogmios.close();
          ogmios = await startOgmiosServer({ node, face: 'v7', faults: troubledOgmios(trouble) });
          await again();
          break;
      }
      await passUntil(`a dump of epoch ${epoch}`, () => life.newestDump() === epoch);
      if (trouble.chance(0.3)) await again();
    }
    const handedOver = async (): Promise<number> => (await readdir(join(folder, 'done'))).length;
    // What waited is handed over under troubles too; only the last may have it quiet.
    await passUntil('nearly all is handed over', async () => (await handedOver()) >= EPOCHS - 1);
    trouble.on = false;
    await passUntil('all is handed over', async () => (await handedOver()) === EPOCHS);
    await life.end();
    await ogmios.close();

    const arrivals = (await arrivalsAfter(server.pool, 0n)).map(({ arrival }) => arrival);
    const all = Array.from({ length: EPOCHS }, (_, epoch) => epoch);
    expect(arrivals.map(({ epoch }) => epoch)).toEqual(all);
    const outcomes = server.outcomes.slice(before);
    expect(outcomes.filter((outcome) => outcome === 'recorded')).toHaveLength(EPOCHS);
    expect(
      outcomes.filter((outcome) => outcome === 'replaced' || outcome === 'older'),
      trouble.told.join('\n'),
    ).toEqual([]);
    expect([...(await readdir(join(folder, 'taken'))), ...(await readdir(join(folder, 'refused')))]).toEqual([]);

    // What arrived is what the simulation's own ledger says.
    const expected = simulation.expected();
    expect(arrivals.map(({ layout }) => layout)).toEqual(
      all.map((epoch) => simulation.settings.dumpLayouts[epoch % 4]),
    );
    for (const { epoch, pots, snapshots } of arrivals) {
      expect(pots, `epoch ${epoch}`).toMatchObject({
        reserves: BigInt(expected[epoch]?.reserves ?? -1),
        treasury: BigInt(expected[epoch]?.treasury ?? -1),
      });
      const mark = snapshots.find(({ role }) => role === 'mark');
      const file = await server.objects.get(mark?.key ?? '');
      const { delegators } = decodeSnapshotFile(file?.bytes ?? new Uint8Array()).snapshot;
      const total = delegators.stake.reduce((sum, stake) => sum + stake, 0n);
      expect(`${total}`, `mark of epoch ${epoch}`).toBe(expected[epoch]?.mark.totalStake);
    }
    expect(trouble.told.filter((one) => one.startsWith('killed')).length).toBeGreaterThan(1);
    expect(trouble.told.filter((one) => one.startsWith('Ogmios')).length).toBeGreaterThan(1);
  },
  60_000,
);
