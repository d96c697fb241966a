import { type Block, type Network, preview, type TipReport } from '@pooltool/domain';
import type { Sensor } from '@pooltool/pipeline';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { recordBlocks, recordReports, rollBackTo, writeSyncPoint } from '@pooltool/store';
import { factsOfBlock, SLOTS_PER_EPOCH, tipOf } from '../../../store/test/chain/small-chain.ts';
import { assignedSlotsSensor } from '../../src/assigned-slots-sensor.ts';
import { reportedEpochSensor } from '../../src/reported-epoch-sensor.ts';
import { startStage } from '../stage.ts';

/** The small chain's network, on which no roll backward is deeper than `securityParameter`. */
export const smallNetwork = (securityParameter: number): Network => ({
  ...preview,
  byron: null,
  epochLength: SLOTS_PER_EPOCH,
  securityParameter,
});

export type WatchingStage = Awaited<ReturnType<typeof startWatchingStage>>;

/** A stage whose worker looks for ended epochs of which there are reports or commitments. */
export async function startWatchingStage(
  network: Network,
  { keepReportEpochs }: { readonly keepReportEpochs?: number } = {},
) {
  const sensors = [reportedEpochSensor({ network }), assignedSlotsSensor({ network })];
  // A test's worker lives for moments: it looks as often as a daemon does in hours.
  const eager = sensors.map((sensor): Sensor => ({ ...sensor, intervalMs: 20 }));
  const stage = await startStage({ network }, { parts: { keepReportEpochs }, sensors: eager });
  const names = sensors.map(({ name }) => name);

  const rowsOf = async <Row extends object>(query: string): Promise<Row[]> => (await stage.pool.query<Row>(query)).rows;

  /** A worker runs until both sensors have looked and found nothing more to ask for. */
  async function work(): Promise<void> {
    const { rows } = await stage.pool.query<{ ticks: number }>(
      `select coalesce(max(tick), 0)::int as ticks from sensor_tick`,
    );
    const before = rows[0]?.ticks ?? 0;
    await stage.work(async () => {
      const found = await stage.pool.query<{ calm: boolean }>(
        `select (select count(*) from (
             select distinct on (sensor) sensor, tick, outcome from sensor_tick where sensor = any($1)
             order by sensor, tick desc) newest
           where tick > $2 + 2 and outcome = 'skipped') = cardinality($1)
         and not exists (select from asset_partition where state in ('requested', 'running')) as calm`,
        [names, before],
      );
      return found.rows[0]?.calm === true;
    });
  }

  return {
    ...stage,
    work,
    rowsOf,
    forward: (blocks: readonly Block[]) =>
      inTransaction(stage.pool, (tx) => recordBlocks(tx, blocks.map(factsOfBlock), { feed: 'chain', tellFrom: null })),
    backTo: (block: Block) =>
      inTransaction(stage.pool, async (tx) => {
        await rollBackTo(tx, tipOf(block));
        await writeSyncPoint(tx, 'chain', tipOf(block));
      }),
    report: (reports: readonly TipReport[]) => inTransaction(stage.pool, (tx) => recordReports(tx, reports)),
    /** how many runs there were of each partition of an asset */
    runsOf: async (asset: string): Promise<Record<string, number>> => {
      const runs = await rowsOf<{ partition: string; runs: number }>(
        `select partition, count(*)::int as runs from asset_run where asset = '${asset}' group by partition order by 1`,
      );
      return Object.fromEntries(runs.map(({ partition, runs: count }) => [partition, count]));
    },
  };
}
