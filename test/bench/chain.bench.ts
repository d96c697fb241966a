/**
 * Following the chain. Through HTTP: the real oura-consumer in its own process, one request in flight on a connection that
 * is kept alive, as Oura has it. Directly: `pooltool replay` as a process, then 2,160 blocks undone. A real PostgreSQL
 * with fsync on disk. Beside it, in turn and in the same run, the same v1 events as the backend before ours handled them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeBlock, readChainFile } from '../../packages/codec/src/index.ts';
import { openPool } from '../../packages/shared-utils/src/pg/index.ts';
import { projectRoot } from '../../scripts/project-node.mjs';
import { type LeanPoster, openLeanPoster } from './chain/lean-poster.ts';
import { type BenchStage, startBenchStage, startConsumer, startOldConsumer } from './chain/stage.ts';
import { busyV1, derivedV1File, type RawWorkload, rawWorkload } from './chain/workloads.ts';
import { median, secondsOf } from './timing.ts';

/** Rates are medians of the runs; MB are 10^6 bytes of blocks, or of bodies where events are posted. */
export interface ChainBench {
  readonly rawBlocksPerSecond: number;
  readonly v1EventsPerSecond: number;
  readonly replayBlocksPerSecond: number;
  readonly rollback2160Seconds: number;
  /** the old backend's time, one transaction and commit an event, over ours for the same POSTs: above 1 we are faster */
  readonly ratioToCommitPerEvent: number;
  /** of the consumer, whichever of its runs held more */
  readonly peakRssMb: number;
  readonly rawBlocks: string;
  readonly rawMbPerSecond: number;
  /** of the consumer's process over all runs: it does not depend on the machine's neighbours */
  readonly rawCpuMsPerBlock: number;
  readonly v1CpuMsPerEvent: number;
  readonly v1BlocksPerSecond: number;
  readonly v1MbPerSecond: number;
  readonly v1EventsPerBlock: { readonly least: number; readonly mean: number; readonly most: number };
  readonly commitPerEventEventsPerSecond: number;
  readonly replayMbPerSecond: number;
  /** another decoder's events of a quiet stretch of preview; null where ../shared/data is absent */
  readonly derivedV1EventsPerSecond: number | null;
  readonly runs: { readonly raw: number; readonly v1: number; readonly replay: number; readonly rollback: number };
}

const RUNS = 5;
const RAW_BLOCKS = 200;
const V1_BLOCKS = 20;
const REPLAYED = 4_000;
const REPLAY_RUNS = 3;
const ROLLED_BACK = 2160;

export async function run(): Promise<ChainBench> {
  const stage = await startBenchStage();
  try {
    const blocks = await rawWorkload(stage.folder, REPLAYED);
    const raw = await rawThroughHttp(stage, blocks);
    const v1 = await v1ThroughHttp(stage);
    const derived = await derivedThroughHttp(stage);
    const direct = await directly(stage, blocks);
    return {
      rawBlocksPerSecond: median(raw.blocksPerSecond),
      v1EventsPerSecond: median(v1.eventsPerSecond),
      replayBlocksPerSecond: median(direct.blocksPerSecond),
      rollback2160Seconds: median(direct.rollbackSeconds),
      ratioToCommitPerEvent: median(v1.ratios),
      peakRssMb: Math.max(raw.peakRssMb, v1.peakRssMb),
      rawBlocks: blocks.says,
      rawMbPerSecond: median(raw.mbPerSecond),
      rawCpuMsPerBlock: raw.cpuMsPerBlock,
      v1CpuMsPerEvent: v1.cpuMsPerEvent,
      v1BlocksPerSecond: median(v1.blocksPerSecond),
      v1MbPerSecond: median(v1.mbPerSecond),
      v1EventsPerBlock: v1.eventsPerBlock,
      commitPerEventEventsPerSecond: median(v1.oldEventsPerSecond),
      replayMbPerSecond: median(direct.mbPerSecond),
      derivedV1EventsPerSecond: derived,
      runs: { raw: RUNS, v1: RUNS, replay: REPLAY_RUNS, rollback: REPLAY_RUNS },
    };
  } finally {
    await stage.stop();
  }
}

/** The chain goes on from run to run; the first run is the warm-up. */
async function rawThroughHttp(stage: BenchStage, { blocks, networkFile }: RawWorkload) {
  const bodies = blocks
    .slice(0, (RUNS + 1) * RAW_BLOCKS)
    .map((bytes) => `{"hex":"${Buffer.from(bytes).toString('hex')}"}`);
  const consumer = await startConsumer({ databaseUrl: await stage.database('raw'), network: networkFile });
  const poster = await openLeanPoster(consumer.url);
  const blocksPerSecond: number[] = [];
  const mbPerSecond: number[] = [];
  let cpuBefore = 0;
  try {
    for (let round = 0; round <= RUNS; round += 1) {
      const mine = bodies.slice(round * RAW_BLOCKS, (round + 1) * RAW_BLOCKS);
      const seconds = await secondsOf(() => postAll(poster, mine, 'rolled-forward'));
      if (round === 0) {
        cpuBefore = await consumer.cpuSeconds();
        continue;
      }
      blocksPerSecond.push(mine.length / seconds);
      // A byte is two characters of hex.
      mbPerSecond.push(charactersOf(mine) / 2e6 / seconds);
    }
    const cpuMsPerBlock = (1000 * ((await consumer.cpuSeconds()) - cpuBefore)) / (RUNS * RAW_BLOCKS);
    return { blocksPerSecond, mbPerSecond, cpuMsPerBlock, peakRssMb: await consumer.peakRssMb() };
  } finally {
    poster.close();
    await consumer.stop();
  }
}

async function v1ThroughHttp(stage: BenchStage) {
  const { networkFile, blocks } = await busyV1(stage.folder, (RUNS + 1) * V1_BLOCKS);
  const databaseUrl = await stage.database('v1');
  const consumer = await startConsumer({ databaseUrl, network: networkFile });
  const poster = await openLeanPoster(consumer.url);
  const oldUrl = await stage.emptyDatabase('old');
  const old = await startOldConsumer(oldUrl);
  const oldPoster = await openLeanPoster(old.url);
  const perBlock = blocks.map((events) => events.length);
  const figures = {
    eventsPerSecond: [] as number[],
    blocksPerSecond: [] as number[],
    mbPerSecond: [] as number[],
    oldEventsPerSecond: [] as number[],
    ratios: [] as number[],
  };
  let cpuBefore = 0;
  try {
    for (let round = 0; round <= RUNS; round += 1) {
      const bodies = blocks.slice(round * V1_BLOCKS, (round + 1) * V1_BLOCKS).flat();
      const seconds = await secondsOf(() => postAll(poster, bodies, 'anything'));
      const oldSeconds = await secondsOf(() => postAll(oldPoster, bodies, 'anything'));
      if (round === 0) {
        cpuBefore = await consumer.cpuSeconds();
        continue;
      }
      figures.eventsPerSecond.push(bodies.length / seconds);
      figures.blocksPerSecond.push(V1_BLOCKS / seconds);
      figures.mbPerSecond.push(charactersOf(bodies) / 1e6 / seconds);
      figures.oldEventsPerSecond.push(bodies.length / oldSeconds);
      figures.ratios.push(oldSeconds / seconds);
    }
    await demandEqualSums(databaseUrl, oldUrl);
    const measured = blocks.slice(V1_BLOCKS).flat().length;
    return {
      ...figures,
      cpuMsPerEvent: (1000 * ((await consumer.cpuSeconds()) - cpuBefore)) / measured,
      peakRssMb: await consumer.peakRssMb(),
      eventsPerBlock: {
        least: Math.min(...perBlock),
        mean: perBlock.reduce((sum, events) => sum + events, 0) / perBlock.length,
        most: Math.max(...perBlock),
      },
    };
  } finally {
    poster.close();
    oldPoster.close();
    await old.stop();
    await consumer.stop();
  }
}

/** The first part warms up, the rest is measured, once: it is a check of another kind of event, not the figure. */
async function derivedThroughHttp(stage: BenchStage): Promise<number | null> {
  const file = derivedV1File();
  if (file === null) return null;
  const bodies: string[] = [];
  for await (const item of readChainFile(file)) if (item.kind === 'event') bodies.push(item.text);
  const consumer = await startConsumer({ databaseUrl: await stage.database('derived'), network: 'preview' });
  const poster = await openLeanPoster(consumer.url);
  try {
    const warmUp = Math.floor(bodies.length / 4);
    await postAll(poster, bodies.slice(0, warmUp), 'anything');
    const seconds = await secondsOf(() => postAll(poster, bodies.slice(warmUp), 'anything'));
    return (bodies.length - warmUp) / seconds;
  } finally {
    poster.close();
    await consumer.stop();
  }
}

/** Each run on a database of its own: `pooltool replay` of the whole, then the last 2,160 blocks undone by command. */
async function directly(stage: BenchStage, { blocks, networkFile }: RawWorkload) {
  const file = join(stage.folder, 'blocks.cbor');
  await writeFile(file, Buffer.concat(blocks));
  const keeps = blocks[blocks.length - 1 - ROLLED_BACK];
  if (keeps === undefined) throw new Error(`${blocks.length} blocks are too few to undo ${ROLLED_BACK}`);
  const slot = String(decodeBlock(keeps).slot);
  const bytes = blocks.reduce((sum, { length }) => sum + length, 0);
  const figures = {
    blocksPerSecond: [] as number[],
    mbPerSecond: [] as number[],
    rollbackSeconds: [] as number[],
  };
  for (let round = 0; round < REPLAY_RUNS; round += 1) {
    const settings = { DATABASE_URL: await stage.database(`direct_${round}`), NETWORK: networkFile };
    const replayed = await pooltool(['replay', file, '--json'], settings);
    demandEqual('blocks replayed', replayed['recorded'], blocks.length);
    const seconds = Number(replayed['seconds']);
    figures.blocksPerSecond.push(blocks.length / seconds);
    figures.mbPerSecond.push(bytes / 1e6 / seconds);
    const undone = await pooltool(['chain', 'rollback-to', slot, '--yes', '--json'], settings);
    demandEqual('blocks undone', undone['undone'], ROLLED_BACK);
    figures.rollbackSeconds.push(Number(undone['seconds']));
  }
  return figures;
}

async function pooltool(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const child = spawn(process.execPath, [join(projectRoot, 'packages/cli/src/main.ts'), ...args], {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (piece: Buffer) => {
    printed += piece.toString();
  });
  const [code] = await once(child, 'close');
  demandEqual(`exit code of pooltool ${args.join(' ')}`, code, 0);
  return JSON.parse(printed);
}

/** @throws Error when one is not taken, or does not do what it should */
async function postAll(
  poster: LeanPoster,
  bodies: readonly string[],
  did: 'rolled-forward' | 'anything',
): Promise<void> {
  for (const body of bodies) {
    const answer = await poster.post(body);
    if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.body}`);
    if (did !== 'anything' && !answer.body.includes(`"${did}"`)) throw new Error(`it did not: ${answer.body}`);
  }
}

/** Two backends that were told the same events know the same sums: what was measured is the same work. */
async function demandEqualSums(databaseUrl: string, oldUrl: string): Promise<void> {
  demandEqual('blocks, fees and output', await sumsOf(databaseUrl, 'block'), await sumsOf(oldUrl, 'blocks'));
}

async function sumsOf(url: string, table: 'block' | 'blocks'): Promise<string> {
  const pool = openPool({ connectionString: url, applicationName: 'bench', max: 1 });
  try {
    const { rows } = await pool.query(
      `select count(*), sum(fees)::numeric as fees, sum(output)::numeric as output from ${table}`,
    );
    return String(Object.values(rows[0] ?? {}));
  } finally {
    await pool.end();
  }
}

function demandEqual(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${what}: ${String(found)}, not ${String(expected)}`);
}

const charactersOf = (texts: readonly string[]): number => texts.reduce((sum, { length }) => sum + length, 0);
