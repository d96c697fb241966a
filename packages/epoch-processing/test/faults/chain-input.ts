import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blockPlace, factsOf, type LedgerArrival } from '@pooltool/domain';
import { type ObjectBody, type ObjectStore, openObjectStore } from '@pooltool/shared-utils/aws';
import { inTransaction, openPool, type Pool } from '@pooltool/shared-utils/pg';
import { type DumpEvent, makeSimulation } from '@pooltool/simulator';
import { claimNetwork, recordBlocks } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { prepare } from '../../../cnode/src/hand-over/prepare.ts';
import { readPrepared, readPreparedFile } from '../../../cnode/src/hand-over/prepared.ts';

export const simulation = makeSimulation({ seed: 23, epochs: 4, epochLength: 200, delegators: 60, forkRate: 0 });

/** Files for everybody and for the servers lie in one bucket here: both are compared. */
export const BUCKET = 'objects';

const WATCHED_KEYS = 12;

/** A followed chain, the files of its ledger dumps, and nothing computed of it: what every case begins with. */
export interface ChainInput {
  /** nobody is connected: to be cloned */
  readonly database: TestDatabase;
  /** the dumps' files, by key */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** what the dumps say, ascending: to be recorded */
  readonly arrivals: readonly LedgerArrival[];
  close(): Promise<void>;
}

export interface InputOptions {
  /** a ledger that says something else */
  readonly changed?: (arrival: LedgerArrival) => LedgerArrival;
  /** where databases are made; default: on the run's server */
  readonly create?: typeof createTestDatabase;
}

export async function recordInput(options: InputOptions = {}): Promise<ChainInput> {
  const { changed = (arrival) => arrival, create = createTestDatabase } = options;
  const database = await create();
  const pool = openPool({ connectionString: database.url, applicationName: 'input' });
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-input-'));
  const files = new Map<string, Uint8Array>();
  const arrivals: LedgerArrival[] = [];
  try {
    await claimNetwork(pool, simulation.network);
    await follow(pool, async (dump) => arrivals.push(changed(await arrivalOf(dump, { folder, files }))));
    await watchAndFollow(pool);
  } finally {
    await pool.end();
    await rm(folder, { recursive: true });
  }
  return { database, files, arrivals, close: () => database.close() };
}

async function follow(pool: Pool, onDump: (dump: DumpEvent) => Promise<unknown>): Promise<void> {
  let waiting: ReturnType<typeof factsOf>[] = [];
  for (const event of simulation.events()) {
    if (event.kind === 'block' && event.branch === 'main') {
      const { slot } = event.block;
      waiting.push(factsOf(event.block, blockPlace(simulation.network, { slot, parentSlot: null })));
    } else if (event.kind === 'dump') {
      await inTransaction(pool, (tx) => recordBlocks(tx, waiting, { feed: 'chain', tellFrom: null }));
      waiting = [];
      await onDump(event);
    }
  }
}

/** What cnode makes of a dump and sends to cnode-api; its files go to `files`. */
async function arrivalOf(
  { epoch, bytes }: DumpEvent,
  { folder, files }: { folder: string; files: Map<string, Uint8Array> },
): Promise<LedgerArrival> {
  const { name: network, magic } = simulation.network;
  const dumpPath = join(folder, `${epoch}.cbor`);
  const prepared = join(folder, `${epoch}`);
  await writeFile(dumpPath, bytes);
  const roles = epoch === 0 ? (['set'] as const) : [];
  const done = prepare({ dumpPath, folder: prepared, network, magic, roles });
  const read = await readPrepared(prepared);
  if (done.kind !== 'prepared' || read === null) throw new Error(`the dump was ${done.kind}`);
  for (const file of [...read.arrival.snapshots, read.arrival.accounts]) {
    files.set(file.key, await bytesOf(await readPreparedFile(prepared, file)));
  }
  return read.arrival;
}

const bytesOf = async (body: ObjectBody): Promise<Uint8Array> =>
  'stream' in body ? Buffer.concat(await body.stream.toArray()) : body;

/** Some whose histories are drawn and whose payouts are told, owners and leaders among them. */
async function watchAndFollow(pool: Pool): Promise<void> {
  await pool.query(
    `with watched as (select credential_kind, credential from account order by credential, credential_kind limit $1),
       followed as (insert into followed_account select credential_kind, credential, 'telegram' from watched)
     insert into watched_key (credential_kind, credential) select credential_kind, credential from watched`,
    [WATCHED_KEYS],
  );
}

export const openObjects = (endpoint: string): ObjectStore =>
  openObjectStore({ bucket: BUCKET, region: 'local', endpoint, count: () => {} });
