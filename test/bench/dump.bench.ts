/**
 * A ledger dump of mainnet's shape (1.35 million accounts, 3,000 pools, a complete reward update) as nodes up to 10.3 write
 * it, with 11 million unspent outputs (`filled`), and as later ones do (`empty`): each decoded in a fresh process, once
 * for live stake and once for the boundary. Its mark as a snapshot file into PostgreSQL, beside a bare COPY of the same
 * rows. And a slice of it, beside a decoder that goes byte by byte as the old backend did.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeLedgerDump } from '../../packages/cnode/src/dump/index.ts';
import type { Decoded, Selection } from './dump/decode-process.ts';
import { type Loaded, load } from './dump/load.ts';
import { decodeTheOldWay } from './dump/old-way.ts';
import { writeDump } from './dump/write-dump.ts';
import { median, secondsOf } from './timing.ts';

export const OPTIONS = ['accounts', 'pools', 'outputs', 'runs'] as const;

export interface FormFigures {
  readonly megabytes: number;
  /** 10^6 bytes of the dump a second of wall-clock time; of the process's own CPU time */
  readonly mbPerSecond: number;
  readonly mbPerCpuSecond: number;
  readonly peakRssMb: number;
}

export interface DumpBench extends Loaded {
  /** the slowest of the four readings below, and the most memory any of them took */
  readonly mbPerSecond: number;
  readonly mbPerCpuSecond: number;
  readonly peakRssMb: number;
  readonly readings: Readonly<Record<string, FormFigures>>;
  /** time of the old way over ours, for the same slice and the whole of it read by us */
  readonly ratioToByteAtATime: number;
  readonly accounts: number;
  readonly outputs: number;
}

export async function run(given: Readonly<Record<string, number>> = {}): Promise<DumpBench> {
  const { accounts = 1_350_000, pools = 3_000, outputs = 11_000_000, runs = 3 } = given;
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-bench-dump-'));
  const path = join(folder, 'ledger-state.cbor');
  try {
    const ratioToByteAtATime = await oldWayRatio(path, { accounts, pools, outputs, runs });
    const filled = await readings(path, { accounts, pools, outputs }, runs);
    const empty = await readings(path, { accounts, pools, outputs: 0 }, runs);
    const loaded = await load(path, { folder, runs });
    const all = { 'filled live': filled.live, 'filled boundary': filled.boundary };
    const figures = { ...all, 'empty live': empty.live, 'empty boundary': empty.boundary };
    const least = (of: (one: FormFigures) => number): number => Math.min(...Object.values(figures).map(of));
    return {
      mbPerSecond: least((one) => one.mbPerSecond),
      mbPerCpuSecond: least((one) => one.mbPerCpuSecond),
      peakRssMb: -least((one) => -one.peakRssMb),
      ...loaded,
      ratioToByteAtATime,
      readings: figures,
      accounts,
      outputs,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Size {
  readonly accounts: number;
  readonly pools: number;
  readonly outputs: number;
}

async function readings(path: string, size: Size, runs: number): Promise<Record<Selection, FormFigures>> {
  const { bytes } = writeDump(path, size);
  const of = async (selection: Selection): Promise<FormFigures> => {
    const decoded: Decoded[] = [];
    for (let round = 0; round < runs; round += 1) decoded.push(await decodeApart(path, selection));
    for (const one of decoded) expectWhole(one, selection, size);
    const megabytes = bytes / 1e6;
    return {
      megabytes,
      mbPerSecond: megabytes / median(decoded.map(({ seconds }) => seconds)),
      mbPerCpuSecond: megabytes / median(decoded.map(({ cpuSeconds }) => cpuSeconds)),
      peakRssMb: Math.max(...decoded.map(({ peakRssMb }) => peakRssMb)),
    };
  };
  return { live: await of('live'), boundary: await of('boundary') };
}

const DECODE_PROCESS = join(import.meta.dirname, 'dump', 'decode-process.ts');

async function decodeApart(path: string, selection: Selection): Promise<Decoded> {
  const { stdout } = await promisify(execFile)(process.execPath, [DECODE_PROCESS, path, selection]);
  return JSON.parse(stdout);
}

/** That what was measured was the right result; the sum of the outputs was held against the ledger's by the decoder. */
function expectWhole(decoded: Decoded, selection: Selection, { accounts, outputs }: Size): void {
  const wanted = selection === 'live' ? { mark: 0, outputs } : { mark: accounts, outputs: 0 };
  const layout = outputs === 0 ? 'A2' : 'A';
  for (const [what, value] of Object.entries({ accounts, layout, ...wanted, rewards: accounts })) {
    const found = Object.entries(decoded).find(([name]) => name === what)?.[1];
    if (found !== value) throw new Error(`${selection}: ${String(found)} as ${what}, not ${value}`);
  }
  if (selection === 'live' && BigInt(decoded.stake) === 0n) throw new Error('no stake came back');
}

const SLICE = 40;

/** A fortieth of the size, both in turn in this process; both must come to the same stake. */
async function oldWayRatio(path: string, { accounts, pools, outputs, runs }: Size & { runs: number }): Promise<number> {
  const few = (count: number): number => Math.max(Math.ceil(count / SLICE), Math.min(count, 50));
  writeDump(path, { accounts: few(accounts), pools: few(pools), outputs: few(outputs) });
  const ratios: number[] = [];
  // A dump is long enough that what is compiled for the first one does not count; a slice of it is not.
  decodeLedgerDump(path);
  for (let round = 0; round < runs; round += 1) {
    let stakes: readonly bigint[] = [];
    const old = await secondsOf(() => {
      stakes = [...decodeTheOldWay(path).stake.values()];
    });
    let ours: readonly bigint[] = [];
    const seconds = await secondsOf(() => {
      ours = [...decodeLedgerDump(path).mark.delegators.stake];
    });
    if (sum(stakes) !== sum(ours)) throw new Error(`the old way comes to ${sum(stakes)}, ours to ${sum(ours)}`);
    ratios.push(old / seconds);
  }
  return median(ratios);
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);
