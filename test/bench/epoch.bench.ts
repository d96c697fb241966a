/**
 * A whole epoch at mainnet's size: the dump of a boundary arrives at the real epoch-processing, in a process of its own, on
 * a real PostgreSQL with fsync and twelve epochs of history, and everything that follows from it is made: from snapshot to
 * rewards written, indexed and visible, and all that is made of them. Then one epoch is archived, and keys' whole
 * histories are read. Beside it, in the same run: COPY of the same rows, and the way the backend before ours did it.
 */
import { DELEGATORS, syntheticEpoch } from '../../packages/domain/bench/synthetic-epoch.ts';
import { type Accounts, activeEpochOfMark, mainnet } from '../../packages/domain/src/index.ts';
import { epochRegistry } from '../../packages/epoch-processing/src/index.ts';
import { type Place, pipelineControl, placeKey } from '../../packages/pipeline/src/index.ts';
import { inTransaction } from '../../packages/shared-utils/src/pg/index.ts';
import { recordArrival } from '../../packages/store/src/index.ts';
import { copySeconds } from './epoch/copies.ts';
import { accountsOf, type Boundary, putDump } from './epoch/dump.ts';
import { makeHistory } from './epoch/history.ts';
import { keyHistories } from './epoch/key-histories.ts';
import { inLedgerOrder } from './epoch/ledger-order.ts';
import { oldWay } from './epoch/old-way.ts';
import { recordPast } from './epoch/past.ts';
import { cpuSecondsOf, cpuSecondsOfFamily } from './epoch/processes.ts';
import { isAllDone, lastRun, runsAfter, type TimedRun } from './epoch/runs.ts';
import { type BenchSize, DUMPED, MAINNET, oldestOf, PAID, PAID_BEFORE } from './epoch/size.ts';
import { type Daemon, type EpochStage, startEpochStage } from './epoch/stage.ts';
import { watchSome } from './epoch/subjects/watched-keys.ts';
import { type Peaks, peaksUntil } from './epoch/watched.ts';

/** The options of the command; others it refuses. */
export const OPTIONS = ['accounts', 'paidBefore', 'archivedBefore', 'watched'];

export interface EpochBench {
  /** from the arrival until everything that follows from it stands, the archive not included */
  readonly seconds: number;
  /** from the arrival until the paid rewards stand */
  readonly rewardsSeconds: number;
  /** of the daemon, over the boundary and the archive */
  readonly peakRssMb: number;
  /** of any one of PostgreSQL's processes, shared buffers included */
  readonly serverPeakMb: number;
  /** saving snapshot, forecast and paid rewards, indexed and visible, over COPY of the same rows from files */
  readonly ratioToCopy: number;
  /** an account the old way, over one of ours: from the snapshot to both its rewards */
  readonly ratioToRowByRow: number;
  readonly archiveSeconds: number;
  readonly keyHistoryMs: number;
  /** epochs in the history that is read */
  readonly historyEpochs: number;
  /** of the boundary: what neighbours on the machine change least */
  readonly cpuSeconds: { readonly daemon: number; readonly server: number };
  readonly archiveCpuSeconds: { readonly daemon: number; readonly server: number };
  readonly oldWaySeconds: number;
  readonly copySeconds: number;
  readonly accounts: number;
  readonly assets: Readonly<Record<string, AssetFigures>>;
  /** runs of the boundary in the order of their beginnings: what ran, from when to when, seconds after the arrival */
  readonly timeline: readonly string[];
}

interface AssetFigures {
  /** of all its runs */
  readonly seconds: number;
  readonly runs: number;
  /** the daemon's while it ran; null when no look fell into it */
  readonly peakRssMb: number | null;
  /** load, compute, save, check; of all its runs */
  readonly steps: Readonly<Record<string, number>>;
}

/** Of all accounts and pools, one in so many is done the old way. */
const SAMPLE = 20;

export async function run({ accounts = DELEGATORS, ...given }: Partial<BenchSize> = {}): Promise<EpochBench> {
  const size = { ...MAINNET, ...given, accounts };
  say(`${accounts} accounts as data/rewards/synth/SYNTH.md makes them, ${size.paidBefore} paid epochs before`);
  const inputs = inLedgerOrder(syntheticEpoch(accounts));
  const registered = accountsOf(inputs.snapshot.delegators);
  const stage = await startEpochStage((pool) =>
    makeHistory(pool, { inputs, accounts: registered, paidBefore: size.paidBefore }),
  );
  try {
    return await measured(stage, { ...stage.past, accounts: registered, size });
  } finally {
    await stage.stop();
  }
}

interface Prepared extends Boundary {
  readonly accounts: Accounts;
  readonly size: BenchSize;
}

async function measured(stage: EpochStage, { size, ...boundary }: Prepared): Promise<EpochBench> {
  const { pool, objects } = stage;
  await recordHistory(stage, size);
  await watchSome(stage, { snapshot: boundary.mark, paid: PAID_BEFORE, count: size.watched });
  const arrival = await putDump(objects, boundary);
  await pool.query('checkpoint');
  const daemon = await stage.startDaemon();
  try {
    say('the dump arrives');
    const arrived = await worked(stage, daemon, {
      begin: () => inTransaction(pool, (tx) => recordArrival(tx, { arrival, receivedAt: new Date(0) })),
      until: [placeOf('epoch_params', DUMPED), placeOf('stake_snapshot', MARKED), placeOf('rewards', PAID)],
    });
    say(`everything that follows stands after ${arrived.seconds.toFixed(1)} s; one epoch is archived`);
    const place = placeOf('archive', oldestOf(size));
    const registry = epochRegistry({ network: mainnet, objects });
    const archived = await worked(stage, daemon, {
      begin: () => pipelineControl({ pool, registry }).request(place),
      until: [place],
    });
    say('COPY of the same rows, and the old way');
    const written = WRITTEN.map(({ table }) => table);
    const copied = await copySeconds(stage, written);
    const old = await oldWay(await stage.emptyDatabase('old'), {
      snapshot: boundary.mark,
      rewards: boundary.paid,
      sample: SAMPLE,
    });
    say('histories of keys');
    const histories = await keyHistories(stage, { snapshot: boundary.mark, archivedBefore: size.archivedBefore });
    const saving = secondsIn(arrived.runs, (run) => run.steps['save'] ?? 0);
    const making = secondsIn(arrived.runs, (run) => run.seconds);
    return {
      seconds: arrived.seconds,
      rewardsSeconds: arrived.rewardsSeconds,
      peakRssMb: Math.max(arrived.peaks.daemon, archived.peaks.daemon),
      serverPeakMb: Math.max(arrived.peaks.server, archived.peaks.server),
      ratioToCopy: saving / copied,
      ratioToRowByRow: old.seconds / old.accounts / (making / size.accounts),
      archiveSeconds: archived.seconds,
      ...histories,
      cpuSeconds: arrived.cpuSeconds,
      archiveCpuSeconds: archived.cpuSeconds,
      oldWaySeconds: old.seconds,
      copySeconds: copied,
      accounts: size.accounts,
      assets: { ...assetFigures(arrived), ...assetFigures(archived) },
      timeline: arrived.timeline,
    };
  } finally {
    await daemon.stop();
  }
}

/** What the pipeline knows of the epochs before. */
async function recordHistory({ pool, objects }: EpochStage, size: BenchSize): Promise<void> {
  const from = oldestOf(size);
  await recordPast(pool, {
    registry: epochRegistry({ network: mainnet, objects }),
    roots: [
      ...epochsFrom(from, DUMPED - 1).map((epoch) => placeOf('epoch_params', epoch)),
      ...epochsFrom(from, DUMPED).map((epoch) => placeOf('stake_snapshot', epoch)),
    ],
  });
  // What the dumps before brought was asked for then.
  await pool.query(
    `insert into sensor (name, cursor) select 'ledger_arrival', max(sequence)::text from ledger_arrival`,
  );
}

interface Worked {
  readonly seconds: number;
  readonly rewardsSeconds: number;
  readonly peaks: Peaks;
  readonly cpuSeconds: { readonly daemon: number; readonly server: number };
  readonly runs: readonly TimedRun[];
  readonly timeline: readonly string[];
}

/** Begins something, and waits until nothing is left to do. */
async function worked(
  { pool, postmaster }: EpochStage,
  daemon: Daemon,
  { begin, until }: { readonly begin: () => Promise<unknown>; readonly until: readonly Place[] },
): Promise<Worked> {
  const before = await lastRun(pool);
  const cpu = async () => ({ daemon: await cpuSecondsOf(daemon.pid), server: await cpuSecondsOfFamily(postmaster) });
  const cpuBefore = await cpu();
  const isDone = (): Promise<boolean> => {
    daemon.expectAlive();
    return isAllDone(pool, { places: until.map(placeKey), after: before });
  };
  const began = new Date();
  await begin();
  const peaks = await peaksUntil(isDone, { pool, daemon: daemon.pid, postmaster });
  const cpuAfter = await cpu();
  const runs = await runsAfter(pool, before);
  const secondsAt = (moment: Date): number => (moment.getTime() - began.getTime()) / 1000;
  const secondsUntil = (of: readonly TimedRun[]): number =>
    Math.max(0, ...of.map(({ finishedAt }) => secondsAt(finishedAt)));
  return {
    seconds: secondsUntil(runs),
    rewardsSeconds: secondsUntil(runs.filter(({ asset }) => asset === 'rewards')),
    peaks,
    cpuSeconds: { daemon: cpuAfter.daemon - cpuBefore.daemon, server: cpuAfter.server - cpuBefore.server },
    runs,
    timeline: runs.map(({ asset, partition, startedAt, finishedAt }) => {
      const [from, to] = [startedAt, finishedAt].map((moment) => secondsAt(moment).toFixed(1));
      return `${asset}/${partition} ${from} to ${to}`;
    }),
  };
}

const MARKED = activeEpochOfMark(DUMPED);

/** What is compared with COPY, and with the old way: the snapshot, and its accounts' rewards as a forecast and as paid. */
const WRITTEN = [
  { asset: 'stake_snapshot', table: `stake_snapshot_${MARKED}` },
  { asset: 'rewards_forecast', table: `account_reward_${DUMPED - 1}` },
  { asset: 'rewards', table: `account_reward_${PAID}` },
] as const;

const secondsIn = (runs: readonly TimedRun[], figure: (run: TimedRun) => number): number =>
  runs.filter((run) => WRITTEN.some(({ asset }) => asset === run.asset)).reduce((sum, run) => sum + figure(run), 0);

function assetFigures({ runs, peaks }: Worked): Record<string, AssetFigures> {
  const figures: Record<string, AssetFigures> = {};
  for (const [asset, ofAsset] of Map.groupBy(runs, ({ asset }) => asset)) {
    const steps: Record<string, number> = {};
    for (const run of ofAsset) {
      for (const [step, seconds] of Object.entries(run.steps)) steps[step] = (steps[step] ?? 0) + seconds;
    }
    figures[asset] = {
      seconds: ofAsset.reduce((sum, { seconds }) => sum + seconds, 0),
      runs: ofAsset.length,
      peakRssMb: peaks.assets.get(asset) ?? null,
      steps,
    };
  }
  return figures;
}

const placeOf = (asset: string, partition: number): Place => ({ asset, partition: String(partition) });

const epochsFrom = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** To people: stdout holds the figures. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);
