import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unixMs } from '@pooltool/domain';
import { manualClock } from '@pooltool/shared-utils/clock';
import { inTransaction } from '@pooltool/shared-utils/pg';
import type { DumpEvent, Simulation } from '@pooltool/simulator';
import { type LiveArrivalOutcome, readLiveGeneration, recordLiveArrival } from '@pooltool/store';
import { prepareLive } from '../../../cnode/src/live/prepare-live.ts';
import { liveStakeSensor } from '../../src/live-stake-sensor.ts';
import { startStage } from '../stage.ts';

export const HALF_AN_HOUR_MS = 30 * 60_000;
export const START_MS = Date.UTC(2026, 0, 2);

export type LiveStage = Awaited<ReturnType<typeof startLiveStage>>;

/** A worker that waits for live stake, and what the CNODE server does with a dump. */
export async function startLiveStage({ network }: Pick<Simulation, 'network'>) {
  const clock = manualClock(START_MS);
  const stage = await startStage({ network }, { sensors: [liveStakeSensor()], parts: { clock } });
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-live-'));
  const { pool } = stage;

  /** The bytes of its file, and what is told of it. */
  async function prepared(dump: Pick<DumpEvent, 'epoch' | 'bytes'>, takenAtMs = clock.now()) {
    const dumpPath = join(folder, `${dump.epoch}.cbor`);
    await writeFile(dumpPath, dump.bytes);
    const { name, magic } = network;
    const done = prepareLive({ dumpPath, folder, network: name, magic, takenAtMs: unixMs(takenAtMs) });
    if (done.kind !== 'prepared') throw new Error(`the dump was refused: ${done.refusal.message}`);
    return { arrival: done.arrival, bytes: await readFile(done.path) };
  }

  const put = (key: string, body: Uint8Array) =>
    stage.objects.put({ key, body, contentType: 'application/octet-stream' });

  /** Uploaded and told; not loaded yet. */
  async function arrive(dump: Pick<DumpEvent, 'epoch' | 'bytes'>, takenAtMs?: number): Promise<LiveArrivalOutcome> {
    const { arrival, bytes } = await prepared(dump, takenAtMs);
    await put(arrival.file.key, bytes);
    return inTransaction(pool, (tx) => recordLiveArrival(tx, { arrival, receivedAt: new Date(clock.now()) }));
  }

  const state = async (): Promise<string | undefined> =>
    (await pool.query<{ state: string }>(`select state from asset_partition where asset = 'live_stake'`)).rows[0]
      ?.state;

  /** Until what was told is seen, and loaded or failed. */
  const work = () =>
    stage.work(async () => {
      const { rows } = await pool.query<{ seen: boolean }>(
        `select exists (select from sensor where cursor = (select sequence::text from live_stake_arrival)) as seen`,
      );
      return rows[0]?.seen === true && ['ok', 'failed'].includes((await state()) ?? '');
    });

  return {
    ...stage,

    clock,
    prepared,
    put,
    arrive,
    state,
    work,
    /** arrives half an hour after what was before, and is loaded */
    async load(dump: Pick<DumpEvent, 'epoch' | 'bytes'>) {
      await clock.advance(HALF_AN_HOUR_MS);
      const outcome = await arrive(dump);
      await work();
      return outcome;
    },
    generation: () => readLiveGeneration(pool),
    async close() {
      await stage.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
