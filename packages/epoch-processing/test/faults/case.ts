import { DOCUMENT_KINDS, type LedgerArrival } from '@pooltool/domain';
import { pipelineControl } from '@pooltool/pipeline';
import { systemClock } from '@pooltool/shared-utils/clock';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { recordArrival } from '@pooltool/store';
import { markAgain } from '@pooltool/store/documents';
import { epochRegistry } from '../../src/index.ts';
import { simulation } from './chain-input.ts';
import type { Scene } from './scene.ts';

/** What an operator asks for once every epoch is there: one goes to the archive, one is paid anew, and everything is drawn again. */
const ASKED = [
  { asset: 'archive', partition: '0' },
  { asset: 'rewards', partition: '1' },
] as const;

const MOST_MS = 30_000;
const LOOK_MS = 25;

/**
 * The dumps arrive, each when all before it is done, because what people are told of depends on what is known by then. Then
 * an operator asks, and until that is done. Throws when something takes too long.
 */
export async function untilAllIsDone(scene: Scene): Promise<void> {
  const registry = epochRegistry({ network: simulation.network, objects: scene.objects });
  const control = pipelineControl({ pool: scene.pool, registry });
  for (const arrival of scene.input.arrivals) await arriveAndFinish(scene, arrival);
  for (const place of ASKED) await untilItCan(() => control.request(place));
  await untilItCan(() =>
    inTransaction(scene.pool, (tx) => markAgain(tx, { kinds: DOCUMENT_KINDS, evenIfUnchanged: true })),
  );
  await quiet(scene);
}

/** What the CNODE server hands over, and all that follows from it. */
export async function arriveAndFinish(scene: Scene, arrival: LedgerArrival): Promise<void> {
  await untilItCan(() => inTransaction(scene.pool, (tx) => recordArrival(tx, { arrival, receivedAt: new Date(0) })));
  await quiet(scene);
}

/** An operator tries again while PostgreSQL is away: asking twice does no harm. */
async function untilItCan(work: () => Promise<unknown>): Promise<void> {
  const endMs = systemClock.now() + MOST_MS;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (systemClock.now() > endMs) throw error;
    }
    await systemClock.waitMs(LOOK_MS);
  }
}

/** Until nothing is left. Throws when for a long time nothing moved: how long the work takes is another question. */
async function quiet(scene: Scene): Promise<void> {
  let standing = { what: '', sinceMs: systemClock.now() };
  for (;;) {
    // PostgreSQL itself may be away for a moment.
    const left = await whatIsLeft(scene).catch((error: unknown) => ({ what: String(error), moved: '' }));
    if (left === null) return;
    const now = `${left.what} (${left.moved})`;
    if (now !== standing.what) standing = { what: now, sinceMs: systemClock.now() };
    if (systemClock.now() - standing.sinceMs > MOST_MS) throw new Error(`nothing moved for ${MOST_MS} ms: ${now}`);
    await systemClock.waitMs(LOOK_MS);
  }
}

/** Null: nothing. A try that waits for its time is made at once: trouble is short here, and back-off has tests of its own. */
async function whatIsLeft({ pool }: Scene): Promise<{ readonly what: string; readonly moved: string } | null> {
  await pool.query(`update asset_partition set not_before = null where not_before > now()`);
  const { rows } = await pool.query<{ arrivals: boolean; places: string | null; marks: string | null; moved: string }>(
    `select not exists (select from sensor where cursor = (select max(sequence)::text from ledger_arrival)) as arrivals,
       (select string_agg(asset || '/' || partition || ' ' || state, ', ' order by asset, partition) from asset_partition
        where state in ('requested', 'running')) as places,
       (select string_agg(distinct kind, ', ') from document_mark) as marks,
       concat_ws(' ', (select count(*) from asset_checkpoint), (select count(*) from asset_run where state = 'ok'),
         (select count(*) from document_mark)) as moved`,
  );
  const [row] = rows;
  if (row === undefined || row.arrivals) return { what: 'arrivals nobody has seen', moved: '' };
  const what = row.places ?? row.marks;
  return what === null ? null : { what, moved: row.moved };
}
