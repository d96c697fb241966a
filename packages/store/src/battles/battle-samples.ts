import {
  type DocumentMark,
  type Epoch,
  epoch,
  type Height,
  height,
  markOf,
  type Slot,
  slot,
  type UnixMs,
  unixMs,
} from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markAtCommit } from '../documents/marks.ts';
import { type BattleCounts, readBattleStatistics } from './recent-battles.ts';

/** Battles of the last six hours as they were counted at a time. */
export interface BattleSample extends BattleCounts {
  readonly at: UnixMs;
  /** of our tip then */
  readonly epoch: Epoch;
  readonly slot: Slot;
  readonly height: Height;
}

/** What the chart of two hours shows: one sample each 20 s (clients.md 2). */
export const SHOWN_SAMPLES = 360;
export const SAMPLE_EVERY_MS = 20_000;
/** Behind the epoch of our tip; what is older goes, once its file is drawn. A year of samples were 1.6 million. */
const KEPT_EPOCHS = 2;
/** The epoch's own file has all of its samples: some two megabytes at its end, too much to write with each. */
const EPOCH_FILE_EVERY_MS = 3_600_000;
/** Every open page of the last website is sent it: with each block it was more than the block itself. */
const PROTOCOLS_EVERY_MS = 300_000;

/**
 * Appends what is so now, if it differs from the last sample or that is 20 s old. Samples that a clock which ran ahead left in
 * the future go first: they would be the newest for as long. @returns whether it did
 */
export async function recordBattleSample(tx: Transaction, at: UnixMs): Promise<boolean> {
  const now = await readBattleStatistics(tx);
  if (now === null) return false;
  const last = await lastSampleBefore(tx, at);
  const sample: BattleSample = { at, ...now.asOf, ...now.recent };
  if (last !== undefined && countsOf(last) === countsOf(sample) && isSoonAfter(last, at, SAMPLE_EVERY_MS)) return false;
  const { at: _, epoch: of, ...figures } = sample;
  const { rowCount } = await tx.query(
    `insert into battle_sample (at, epoch, figures) values ($1, $2, $3::jsonb) on conflict (at) do nothing`,
    [at, of, JSON.stringify(figures)],
  );
  if (last?.epoch !== sample.epoch) await pruneBattleSamples(tx, sample.epoch - KEPT_EPOCHS);
  markAtCommit(tx, [
    markOf.battleStatistics(),
    markOf.ecosystem('battles'),
    // Which versions pools run, and how many blocks of them there were of late, changes with each block.
    ...(last !== undefined && inTheSame(PROTOCOLS_EVERY_MS, last, sample) ? [] : [markOf.ecosystem('protocols')]),
    ...(last === undefined ? [] : epochFileMarks(last, sample)),
  ]);
  return rowCount === 1;
}

async function lastSampleBefore(tx: Transaction, at: UnixMs): Promise<BattleSample | undefined> {
  await tx.query({ name: 'drop-battle-samples', text: `delete from battle_sample where at > $1`, values: [at] });
  const [last] = await readBattleSamples(tx, { limit: 1 });
  return last;
}

/** Not while an epoch's file waits to be drawn from them. */
const pruneBattleSamples = (tx: Transaction, before: number) =>
  tx.query(
    `delete from battle_sample s where epoch < $1
       and not exists (select from document_mark m where m.kind = 'epoch_battle_data' and m.subject = s.epoch::text)`,
    [before],
  );

const isSoonAfter = (last: BattleSample, at: UnixMs, ms: number): boolean => at - last.at < ms;

const countsOf = ({ battles, forks, slotBattles, heightBattles }: BattleCounts): string =>
  [battles, forks, slotBattles, heightBattles].join();

function epochFileMarks(last: BattleSample, sample: BattleSample): DocumentMark[] {
  if (last.epoch !== sample.epoch) return [markOf.epochBattleData(last.epoch)];
  return inTheSame(EPOCH_FILE_EVERY_MS, last, sample) ? [] : [markOf.epochBattleData(sample.epoch)];
}

const inTheSame = (everyMs: number, one: BattleSample, other: BattleSample): boolean =>
  Math.floor(one.at / everyMs) === Math.floor(other.at / everyMs);

/** The newest `limit` samples, oldest first. */
export async function readBattleSamples(
  db: Queryable,
  { limit }: { readonly limit: number } = { limit: SHOWN_SAMPLES },
): Promise<BattleSample[]> {
  const { rows } = await db.query<Row>({
    name: 'read-battle-samples',
    text: `select at, epoch, figures from battle_sample order by at desc limit $1`,
    values: [limit],
  });
  return rows.reverse().map(sampleOf);
}

/** All samples of these epochs, oldest first. */
export async function readEpochBattleSamples(
  db: Queryable,
  epochs: readonly Epoch[],
): Promise<Map<Epoch, BattleSample[]>> {
  const { rows } = await db.query<Row>({
    name: 'read-epoch-battle-samples',
    text: `select at, epoch, figures from battle_sample where epoch = any($1::int[]) order by epoch, at`,
    values: [epochs],
  });
  return Map.groupBy(rows.map(sampleOf), (sample) => sample.epoch);
}

interface Row {
  readonly at: bigint;
  readonly epoch: number;
  readonly figures: BattleCounts & { readonly slot: number; readonly height: number };
}

const sampleOf = (row: Row): BattleSample => ({
  at: unixMs(Number(row.at)),
  epoch: epoch(row.epoch),
  ...row.figures,
  slot: slot(row.figures.slot),
  height: height(row.figures.height),
});
