import { type Epoch, epoch, type LedgerArrival, ledgerArrivalFrom, ledgerArrivalText } from '@pooltool/domain';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { wakeSensors } from '../pipeline/announce.ts';

/** What wakes the sensors that wait for arrivals. */
export const LEDGER_ARRIVED = 'ledger-arrival';

/**
 * `known`: the very same arrival was there, and nothing changed. `older`: a later dump of the same epoch was there and
 * stays. `replaced`: another one of the same epoch was.
 */
export type ArrivalOutcome = 'recorded' | 'replaced' | 'known' | 'older';

/** Keeps what the CNODE server says about an epoch, one arrival an epoch: the last one counts, unless it is `isOlder`. */
export async function recordArrival(
  tx: Transaction,
  { arrival, receivedAt }: { readonly arrival: LedgerArrival; readonly receivedAt: Date },
): Promise<ArrivalOutcome> {
  await holdSequence(tx);
  const text = ledgerArrivalText(arrival);
  const sha256 = sha256Hex(text);
  const { rows } = await tx.query<ArrivalRow>(`select ${COLUMNS} from ledger_arrival where epoch = $1`, [
    arrival.epoch,
  ]);
  const before = rows[0] === undefined ? null : recordedArrival(rows[0]);
  if (before?.sha256 === sha256) return 'known';
  if (before !== null && isOlder(arrival, before.arrival)) return 'older';
  await tx.query(
    `insert into ledger_arrival (epoch, sha256, received_at, message) values ($1, decode($2, 'hex'), $3, $4::jsonb)
     on conflict (epoch) do update set sequence = default, sha256 = excluded.sha256,
       received_at = excluded.received_at, message = excluded.message`,
    [arrival.epoch, sha256, receivedAt, text],
  );
  await wakeSensors(tx, LEDGER_ARRIVED);
  return before === null ? 'recorded' : 'replaced';
}

/**
 * Whether `one` is of an earlier moment of the same epoch than `other` and has nothing that is not in `other` too: both
 * saw the epoch begin alike, and `other` more blocks since. A dump of a chain that began the epoch otherwise is never
 * older, whatever its blocks: that chain was abandoned, or is the one that counts now.
 */
function isOlder(one: LedgerArrival, other: LedgerArrival): boolean {
  const roles = new Set(other.snapshots.map(({ role }) => role));
  return (
    one.blocksCurrent < other.blocksCurrent &&
    one.snapshots.every(({ role }) => roles.has(role)) &&
    beginningOf(one) === beginningOf(other)
  );
}

/** What the epoch's first block settled, and no later one changes: as text, to be compared. */
const beginningOf = (arrival: LedgerArrival): string =>
  ledgerArrivalText({
    ...arrival,
    blocksCurrent: 0,
    rewardUpdate: null,
    snapshots: arrival.snapshots.filter(({ role }) => role === 'mark'),
    accounts: { key: '', sha256: '', bytes: 0, count: 0 },
  });

/** One writer at a time, readers go on: a sequence number that is seen has no smaller one still to come. */
export async function holdSequence(tx: Transaction): Promise<void> {
  await tx.query('lock table ledger_arrival in share row exclusive mode');
}

/** A roll backward as epochs see it. */
export interface UndonePart {
  readonly blocks: number;
  /** of the newest undone block */
  readonly from: number;
  /** where our chain ends now, and how many blocks it has there; -1 and 0 when nothing of it is left */
  readonly to: { readonly epoch: number; readonly blocks: number };
}

/**
 * After a roll backward: dumps whose place was on our chain and is no longer are as if they had just arrived, so that
 * what was made from them is checked and made again once our chain gets there. It stands until then.
 */
export async function arriveAgain(tx: Transaction, { blocks, from, to }: UndonePart): Promise<void> {
  const undone = `epoch > $2 and epoch <= $1
    or epoch = $2 and (message ->> 'blocksCurrent')::int > $3
      and (epoch < $1 or (message ->> 'blocksCurrent')::int <= $3 + $4)`;
  const values = [from, to.epoch, to.blocks, blocks];
  const { rows } = await tx.query(`select from ledger_arrival where ${undone}`, values);
  if (rows.length === 0) return;
  await holdSequence(tx);
  await tx.query(`update ledger_arrival set sequence = default where ${undone}`, values);
  await wakeSensors(tx, LEDGER_ARRIVED);
}

/** What the CNODE server said about the dump it took during this epoch; null when nothing came. */
export async function readArrival(db: Queryable, of: Epoch): Promise<LedgerArrival | null> {
  const { rows } = await db.query<ArrivalRow>({
    name: 'read-arrival',
    text: `select ${COLUMNS} from ledger_arrival where epoch = $1`,
    values: [of],
  });
  return rows[0] === undefined ? null : recordedArrival(rows[0]).arrival;
}

export interface RecordedArrival {
  /** a replacement has a greater one than what it replaced */
  readonly sequence: bigint;
  readonly receivedAt: Date;
  /** hex, of the arrival's text */
  readonly sha256: string;
  readonly arrival: LedgerArrival;
}

/** What arrived after `sequence` (0n: everything), in the order of arrival, at most `limit`. Of an epoch only its last one. */
export async function arrivalsAfter(db: Queryable, sequence: bigint, limit = 100): Promise<RecordedArrival[]> {
  const { rows } = await db.query<ArrivalRow>({
    name: 'arrivals-after',
    text: `select ${COLUMNS} from ledger_arrival where sequence > $1 order by sequence limit $2`,
    values: [sequence, limit],
  });
  return rows.map(recordedArrival);
}

/**
 * Of these active epochs those whose stake snapshot the dump of `dumpEpoch` has to bring, ascending: it is neither
 * loaded nor promised by the arrival of another dump. One that an earlier arrival of this very dump brought is asked for
 * again, so that a repeat says the same as the first time.
 */
export async function missingSnapshots(
  db: Queryable,
  { dumpEpoch, activeEpochs }: { readonly dumpEpoch: Epoch; readonly activeEpochs: readonly Epoch[] },
): Promise<Epoch[]> {
  const { rows } = await db.query<{ active_epoch: number }>({
    name: 'missing-snapshots',
    text: `
      with promised as (
        select a.epoch as dump_epoch, (note ->> 'activeEpoch')::int as active_epoch
        from ledger_arrival a, jsonb_array_elements(a.message -> 'snapshots') as note
        -- a snapshot is in three dumps: as mark, as set, as go
        where a.epoch between $2::int - 2 and $2::int + 2
      )
      select active_epoch from unnest($1::int[]) as asked (active_epoch)
      where exists (select from promised p where p.active_epoch = asked.active_epoch and p.dump_epoch = $2)
        or not exists (select from promised p where p.active_epoch = asked.active_epoch)
          and not exists (select from snapshot_epoch s where s.active_epoch = asked.active_epoch)
      order by active_epoch`,
    values: [activeEpochs, dumpEpoch],
  });
  return rows.map((row) => epoch(row.active_epoch));
}

const COLUMNS = `sequence, received_at, encode(sha256, 'hex') as sha256, message`;

interface ArrivalRow {
  readonly sequence: bigint;
  readonly received_at: Date;
  readonly sha256: string;
  readonly message: unknown;
}

const recordedArrival = ({ sequence, received_at, sha256, message }: ArrivalRow): RecordedArrival => ({
  sequence,
  receivedAt: received_at,
  sha256,
  arrival: ledgerArrivalFrom(message),
});
