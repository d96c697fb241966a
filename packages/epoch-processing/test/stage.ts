import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blockPlace, factsOf, type LedgerArrival } from '@pooltool/domain';
import { startObjectStore } from '@pooltool/local-cloud';
import { pipelineControl, type Sensor, startWorker } from '@pooltool/pipeline';
import { type ObjectStore, openObjectStore } from '@pooltool/shared-utils/aws';
import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction } from '@pooltool/shared-utils/pg';
import type { DumpEvent, ExpectedEpoch, Simulation } from '@pooltool/simulator';
import { recordArrival, recordBlocks } from '@pooltool/store';
import { openJobs } from '@pooltool/store/jobs';
import { createTestDatabase } from '@pooltool/store/testing';
import { prepare } from '../../cnode/src/hand-over/prepare.ts';
import { readPrepared } from '../../cnode/src/hand-over/prepared.ts';
import { upload } from '../../cnode/src/hand-over/upload.ts';
import { arrivalSensor } from '../src/arrival-sensor.ts';
import { type EpochParts, epochRegistry } from '../src/index.ts';

export type Stage = Awaited<ReturnType<typeof startStage>>;

/** runs at once: what the settings say when nobody sets them */
const AS_THE_DAEMON = 3;

/**
 * A database, an object store and a worker: everything epoch-processing needs, and the way things get there. What `through`
 * makes of the object store is what the assets see: a store that fails, or lies.
 */
export async function startStage(
  { network }: Pick<Simulation, 'network'>,
  {
    through = (objects) => objects,
    parts = {},
    sensors = [],
  }: {
    readonly through?: (objects: ObjectStore) => ObjectStore;
    readonly parts?: Partial<EpochParts>;
    /** beside that of arrivals */
    readonly sensors?: readonly Sensor[];
  } = {},
) {
  const database = await createTestDatabase();
  const server = await startObjectStore({ buckets: ['test'] });
  const objects = openObjectStore({
    endpoint: server.url,
    region: 'local',
    accessKeyId: 'test',
    secretAccessKey: 'test',
    bucket: 'test',
    count: () => {},
  });
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-epochs-'));
  const registry = epochRegistry({ network, objects: through(objects), ...parts });
  const control = pipelineControl({ pool: database.pool, registry });
  const log = memoryLog();

  /** What cnode and cnode-api do with a dump. `changed` plays a ledger that says something else. */
  async function arrive(dump: Pick<DumpEvent, 'epoch' | 'bytes'>, changed = (arrival: LedgerArrival) => arrival) {
    const dumpPath = join(folder, `${dump.epoch}.cbor`);
    const prepared = join(folder, `${dump.epoch}`);
    await writeFile(dumpPath, dump.bytes);
    const roles = dump.epoch === 0 ? (['set'] as const) : [];
    const done = prepare({ dumpPath, folder: prepared, network: network.name, magic: network.magic, roles });
    const read = await readPrepared(prepared);
    if (done.kind !== 'prepared' || read === null) throw new Error(`the dump was ${done.kind}`);
    await upload(read, prepared, objects);
    await inTransaction(database.pool, (tx) =>
      recordArrival(tx, { arrival: changed(read.arrival), receivedAt: new Date(0) }),
    );
  }

  /** Everything the chain tells, main branch only; answers what its ledger says each epoch must lead to. */
  async function follow(
    simulation: Simulation,
    changed?: (arrival: LedgerArrival) => LedgerArrival,
  ): Promise<ExpectedEpoch[]> {
    const expected: ExpectedEpoch[] = [];
    let waiting: ReturnType<typeof factsOf>[] = [];
    const record = async () => {
      await inTransaction(database.pool, (tx) => recordBlocks(tx, waiting, { feed: 'chain', tellFrom: null }));
      waiting = [];
    };
    for (const event of simulation.events()) {
      if (event.kind === 'block' && event.branch === 'main') {
        const { slot } = event.block;
        waiting.push(factsOf(event.block, blockPlace(network, { slot, parentSlot: null })));
      } else if (event.kind === 'dump') {
        await record();
        await arrive(event, changed);
        expected.push(event.expected);
      }
    }
    return expected;
  }

  /** Runs a worker until no partition is asked for or running any more, or until something else is so. */
  async function work(isDone = nothingLeft): Promise<void> {
    const jobs = await openJobs({ connectionString: database.url, applicationName: 'test', log });
    const worker = await startWorker({
      pool: database.pool,
      jobs,
      registry,
      sensors: [arrivalSensor(), ...sensors],
      clock: systemClock,
      log,
      name: 'test',
      concurrency: AS_THE_DAEMON,
      sweepMs: 50,
      onHalt: (error) => log.fatal({ error }, 'daemon.halted'),
    });
    try {
      await waitFor(isDone);
    } finally {
      await worker.stop();
      await jobs.close();
    }
  }

  async function nothingLeft(): Promise<boolean> {
    const lastSequence = `select coalesce(max(sequence), 0)::text as last from ledger_arrival`;
    const { rows } = await database.pool.query<{ seen: boolean }>(
      `select exists (select from sensor where cursor = (${lastSequence}))
         and not exists (select from asset_partition where state in ('requested', 'running')) as seen`,
    );
    return rows[0]?.seen === true;
  }

  async function waitFor(isDone: () => Promise<boolean>): Promise<void> {
    const until = Date.now() + 60_000;
    while (Date.now() < until) {
      if (await isDone()) return;
      await systemClock.waitMs(20);
    }
    throw new Error(`still working: ${JSON.stringify(await states(), null, 1)}`);
  }

  async function states(): Promise<Record<string, string>> {
    const status = await control.status();
    return Object.fromEntries(
      status.flatMap(({ asset, cells }) =>
        cells
          .filter(({ state }) => state !== 'missing')
          .map(({ partition, state }) => [`${asset}/${partition}`, state]),
      ),
    );
  }

  return {
    url: database.url,
    pool: database.pool,
    objects,
    control,
    log,
    arrive,
    follow,
    work,
    states,
    close: async () => {
      objects.close();
      await server.stop();
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}
