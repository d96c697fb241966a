/**
 * What the website and programs ask, at mainnet's size: 3,200 pools with 500 epochs behind them, 1.3 million accounts, two epochs of
 * blocks. The real rest-api as a process, asked by another one: at a fixed rate whatever it does, each answer timed from when its
 * question was due, while a block comes in the middle; then as fast as it answers. Beside it the same of the naive query a request; and
 * how long a block takes to a thousand pages that listen.
 */

import { startManyClients } from '../../packages/rest-api/test/websocket/many-clients.ts';
import { systemClock } from '../../packages/shared-utils/src/clock/index.ts';
import { type Answered, load } from './api/load.ts';
import { recordNextBlock } from './api/next-block.ts';
import { type ApiBenchSize, MAINNET, PRESENT } from './api/size.ts';
import { type ApiStage, startApiStage } from './api/stage.ts';
import { cpuSecondsOf, cpuSecondsOfFamily, peakMbOf } from './epoch/processes.ts';
import { median } from './timing.ts';

/** The options of the command; others it refuses. */
export const OPTIONS = [
  'accounts',
  'epochs',
  'blocks',
  'reporters',
  'reportedHeights',
  'rate',
  'seconds',
  'sockets',
  'betweenBlocksMs',
];

export interface AskedFigures {
  /** the most that was answered */
  readonly rps: number;
  /** at `rate` */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly rate: number;
  /** of the rate what was answered in time */
  readonly answeredRps: number;
  /** of a body, as it travelled */
  readonly bytes: number;
  /** a request's, of the API and of PostgreSQL, blocks that came meanwhile included: what neighbours on the machine change least */
  readonly cpuMs: { readonly api: number; readonly server: number };
}

type NaiveFigures = Omit<AskedFigures, 'cpuMs'>;

export interface ApiBench {
  readonly pool: AskedFigures;
  readonly pools: AskedFigures;
  /** the list to whoever knows it */
  readonly notModified: AskedFigures;
  /** of thirty epochs, as the website asks */
  readonly history: AskedFigures;
  /** of all epochs */
  readonly wholeHistory: AskedFigures;
  /** an account's whole history, most of it archived */
  readonly address: AskedFigures;
  readonly naive: { readonly pool: NaiveFigures; readonly pools: NaiveFigures; readonly history: NaiveFigures };
  /** from a block's COMMIT until the last page has it, each `betweenBlocksMs` after the one before; median */
  readonly wsFanoutMs: number;
  /** the same where each block follows as soon as all have the one before, so that the channel's rest is in it */
  readonly wsBackToBackMs: number;
  /** of rest-api and of PostgreSQL, a block with all that is pushed of it until the next one */
  readonly wsBlockCpuMs: { readonly api: number; readonly server: number };
  readonly sockets: number;
  /** of rest-api, over all of it */
  readonly peakRssMb: number;
  readonly listed: number;
  readonly epochs: number;
  readonly accounts: number;
}

const CONNECTIONS = 64;
/** As many as it has to the database: more only wait. */
const NAIVE_CONNECTIONS = 8;
const COMPRESSED = { 'accept-encoding': 'gzip' };
/** What reads an account's archived epochs is asked by people, and takes a tenth of a second of CPU: of more at once some hear 503. */
const ADDRESS = { rate: 5, connections: 4 };

export async function run(given: Partial<ApiBenchSize> = {}): Promise<ApiBench> {
  const size = { ...MAINNET, ...given };
  const stage = await startApiStage(size, say);
  try {
    return await measured(stage, size);
  } finally {
    await stage.stop();
  }
}

interface Asked {
  readonly rate?: number;
  readonly connections?: number;
  /** the tag of what whoever asks has already */
  readonly known?: string | null;
}

async function measured(stage: ApiStage, size: ApiBenchSize): Promise<ApiBench> {
  const { address, pools, accounts, naiveAddress: naive } = stage;
  const pages = pools.map((pool) => `/api/pool/${pool}`);
  const histories = pages.map((page) => `${page}/history?limit=30`);
  const asked = async (
    paths: readonly string[],
    { rate = size.rate, connections = CONNECTIONS, known = null }: Asked = {},
  ): Promise<AskedFigures> => {
    say(`${paths[0]} at ${rate} a second, then as fast as it is answered`);
    const headers = known === null ? COMPRESSED : { ...COMPRESSED, 'if-none-match': known };
    const question = { paths, headers, status: known === null ? 200 : 304, connections } as const;
    const [warming, timed] = [size.seconds / 5, size.seconds];
    const before = await cpuOf(stage);
    const asking = load(address, [
      { ...question, rate: 0, seconds: warming },
      { ...question, rate, seconds: timed },
      { ...question, rate: 0, seconds: timed / 2 },
    ]);
    // One comes each twenty seconds, and what was made for all is made anew. Not where everybody is to know it all along.
    if (known === null) await blockAfter(stage, warming + timed / 2);
    const heard = await asking;
    const after = await cpuOf(stage);
    const [, atRate, fast] = heard;
    const requests = heard.reduce((sum, one) => sum + one.requests, 0);
    const each = (seconds: number): number => (1_000 * seconds) / requests;
    const figures = {
      ...figuresOf(fast, atRate, rate),
      cpuMs: { api: each(after.api - before.api), server: each(after.server - before.server) },
    };
    say(JSON.stringify(figures));
    return figures;
  };
  const askedNaively = async (paths: readonly string[]): Promise<NaiveFigures> => {
    say(`${paths[0]}, one joined query a request`);
    const question = { paths, headers: COMPRESSED, status: 200, connections: NAIVE_CONNECTIONS } as const;
    const [, atRate, fast] = await load(naive, [
      { ...question, rate: 0, seconds: size.seconds / 10 },
      { ...question, rate: size.rate, seconds: size.seconds / 4 },
      { ...question, rate: 0, seconds: size.seconds / 4 },
    ]);
    return figuresOf(fast, atRate, size.rate);
  };
  const figures = {
    pool: await asked(pages),
    pools: await asked(['/api/pools']),
    notModified: await asked(['/api/pools'], { known: await settledTag(address) }),
    history: await asked(histories),
    wholeHistory: await asked(
      pages.map((page) => `${page}/history?limit=1000`),
      { rate: size.rate / 10 },
    ),
    address: await asked(
      accounts.map((account) => `/v1/accounts/key:${account}/rewards?limit=5000`),
      ADDRESS,
    ),
  };
  return {
    ...figures,
    ...(await fanout(stage, size)),
    sockets: size.sockets,
    peakRssMb: await peakMbOf(stage.pid),
    naive: {
      pool: await askedNaively(pages),
      pools: await askedNaively(['/api/pools']),
      history: await askedNaively(histories),
    },
    listed: pools.length,
    epochs: size.epochs,
    accounts: size.accounts,
  };
}

const figuresOf = (fast: Answered, atRate: Answered, rate: number): NaiveFigures => ({
  rps: fast.rps,
  p50Ms: atRate.p50Ms,
  p99Ms: atRate.p99Ms,
  rate,
  answeredRps: atRate.rps,
  bytes: atRate.bytesEach,
});

async function cpuOf({ pid, postmaster }: ApiStage): Promise<{ readonly api: number; readonly server: number }> {
  return { api: await cpuSecondsOf(pid), server: await cpuSecondsOfFamily(postmaster) };
}

async function blockAfter(stage: ApiStage, seconds: number): Promise<void> {
  await systemClock.waitMs(1_000 * seconds);
  await recordNextBlock(stage.pool, makerOf(stage));
}

function makerOf({ pools }: ApiStage) {
  const [maker] = pools;
  if (maker === undefined) throw new Error('there is no pool');
  return maker;
}

/** Of the list that shows the last block: the same for longer than it is shown without another look. */
async function settledTag(address: string): Promise<string> {
  for (let [tag, since] = ['', systemClock.now()]; ; await systemClock.waitMs(100)) {
    const { headers } = await fetch(`${address}/api/pools`);
    const now = headers.get('etag') ?? '';
    if (now === tag && systemClock.now() - since > SETTLED_MS) return tag;
    if (now !== tag) [tag, since] = [now, systemClock.now()];
  }
}
const SETTLED_MS = 3_000;

/** The first ones warm up. */
const WARMING_BLOCKS = 3;
const BLOCKS = 15;

async function fanout(
  stage: ApiStage,
  { sockets, betweenBlocksMs }: Pick<ApiBenchSize, 'sockets' | 'betweenBlocksMs'>,
): Promise<Pick<ApiBench, 'wsFanoutMs' | 'wsBackToBackMs' | 'wsBlockCpuMs'>> {
  say(`blocks of epoch ${PRESENT} to ${sockets} pages that listen`);
  const url = `${stage.address.replace('http', 'ws')}/ws`;
  const clients = startManyClients({ url, steady: sockets, restless: 0, sleeping: 0, seed: 1 });
  const block = async (): Promise<number> => {
    const at = await recordNextBlock(stage.pool, makerOf(stage));
    const committedMs = systemClock.now();
    // All pages may have it before it is heard here that it stands.
    return Math.max(0, (await clients.heardByAll(at)) - committedMs);
  };
  const blocks = async (count: number, betweenMs: number): Promise<number[]> => {
    const took: number[] = [];
    for (let nth = 0; nth < count; nth += 1) {
      took.push(await block());
      if (betweenMs > 0) await systemClock.waitMs(betweenMs);
    }
    return took;
  };
  try {
    await clients.ready;
    await blocks(WARMING_BLOCKS, betweenBlocksMs);
    const before = await cpuOf(stage);
    const wsFanoutMs = median(await blocks(BLOCKS, betweenBlocksMs));
    const after = await cpuOf(stage);
    const each = (seconds: number): number => (1_000 * seconds) / BLOCKS;
    return {
      wsFanoutMs,
      wsBackToBackMs: median(await blocks(BLOCKS, 0)),
      wsBlockCpuMs: { api: each(after.api - before.api), server: each(after.server - before.server) },
    };
  } finally {
    await clients.stop();
  }
}

/** To people: stdout holds the figures. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);
