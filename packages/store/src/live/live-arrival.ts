import { isOlder, type LiveStakeArrival, liveStakeArrivalFrom, liveStakeArrivalText } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { wakeSensors } from '../pipeline/announce.ts';

/** What wakes the sensor that waits for live stake. */
export const LIVE_STAKE_ARRIVED = 'live-stake';

/** `known`: a file of this very content was told of last. `older`: a newer ledger state was. Neither changes anything. */
export type LiveArrivalOutcome = 'recorded' | 'known' | 'older';

/** Keeps what the CNODE server says of the newest live stake. */
export async function recordLiveArrival(
  tx: Transaction,
  { arrival, receivedAt }: { readonly arrival: LiveStakeArrival; readonly receivedAt: Date },
): Promise<LiveArrivalOutcome> {
  // One writer at a time, readers go on: the newest must be compared with the newest.
  await tx.query('lock table live_stake_arrival in share row exclusive mode');
  const before = await readLiveArrival(tx);
  if (before?.arrival.file.sha256 === arrival.file.sha256) return 'known';
  if (before !== null && isOlder(placeOf(arrival), placeOf(before.arrival))) return 'older';
  await tx.query(
    `insert into live_stake_arrival (sha256, epoch, blocks, taken_at, received_at, message)
     values (decode($1, 'hex'), $2, $3, $4, $5, $6::jsonb)
     on conflict (only_row) do update set sequence = default, sha256 = excluded.sha256, epoch = excluded.epoch,
       blocks = excluded.blocks, taken_at = excluded.taken_at, received_at = excluded.received_at, message = excluded.message`,
    [
      arrival.file.sha256,
      arrival.place.epoch,
      arrival.place.blocks,
      new Date(arrival.takenAtMs),
      receivedAt,
      liveStakeArrivalText(arrival),
    ],
  );
  await wakeSensors(tx, LIVE_STAKE_ARRIVED);
  return 'recorded';
}

const placeOf = ({ place, takenAtMs }: LiveStakeArrival) => ({ ...place, takenAtMs });

export interface RecordedLiveArrival {
  /** grows with each that is recorded */
  readonly sequence: bigint;
  readonly arrival: LiveStakeArrival;
}

/** The newest; null before the first. */
export async function readLiveArrival(db: Queryable): Promise<RecordedLiveArrival | null> {
  const { rows } = await db.query<{ sequence: bigint; message: unknown }>(
    `select sequence, message from live_stake_arrival`,
  );
  const [row] = rows;
  return row === undefined ? null : { sequence: row.sequence, arrival: liveStakeArrivalFrom(row.message) };
}
