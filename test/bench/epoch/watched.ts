/** How much memory the daemon held while which assets ran, and PostgreSQL's processes beside it. */
import { systemClock } from '../../../packages/shared-utils/src/clock/index.ts';
import type { Pool } from '../../../packages/shared-utils/src/pg/index.ts';
import { childrenOf, forgetPeak, peakMbOf } from './processes.ts';

/** Often enough that a run of a second is seen alone, seldom enough to cost nothing. */
const EVERY_MS = 50;
/** Of PostgreSQL's processes: a peak stays what it is until they end. */
const SERVER_EVERY = 20;

export interface Peaks {
  /** of the daemon, MB */
  readonly daemon: number;
  /** of the daemon while the asset ran, whatever else ran beside it */
  readonly assets: ReadonlyMap<string, number>;
  /** of any one of PostgreSQL's processes, what it touched of the shared buffers included */
  readonly server: number;
}

/** Looks until `isDone`. @throws what `isDone` throws */
export async function peaksUntil(
  isDone: () => Promise<boolean>,
  { pool, daemon, postmaster }: { readonly pool: Pool; readonly daemon: number; readonly postmaster: number },
): Promise<Peaks> {
  const assets = new Map<string, number>();
  let highest = 0;
  let server = 0;
  let before: readonly string[] = [];
  await forgetPeak(daemon);
  for (let look = 0; ; look += 1) {
    const done = await isDone();
    const running = await runningAssets(pool);
    const peak = await peakMbOf(daemon);
    await forgetPeak(daemon);
    highest = Math.max(highest, peak);
    for (const asset of [...before, ...running]) assets.set(asset, Math.max(assets.get(asset) ?? 0, peak));
    before = running;
    if (done || look % SERVER_EVERY === 0) server = Math.max(server, await highestChild(postmaster));
    if (done) return { daemon: highest, assets, server };
    await systemClock.waitMs(EVERY_MS);
  }
}

async function runningAssets(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ asset: string }>(
    `select distinct asset from asset_partition where state = 'running'`,
  );
  return rows.map(({ asset }) => asset);
}

async function highestChild(parent: number): Promise<number> {
  const peaks = (await childrenOf(parent)).map((pid) => peakMbOf(pid).catch(() => 0));
  return Math.max(0, ...(await Promise.all(peaks)));
}
