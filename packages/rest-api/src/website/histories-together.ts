import { type Epoch, epoch, type PoolId, poolId } from '@pooltool/domain';
import type { Pool, Queryable } from '@pooltool/shared-utils/pg';
import { type CommittedSlots, epochsOfPools, type PoolEpochFacts, slotsOfPools } from '@pooltool/store/documents';
import { lastEpochs, presentEpoch } from '@pooltool/store/website';
import { drawTogether } from '../conventions/draw-together.ts';
import { ofOneMoment } from '../conventions/one-moment.ts';

/** What a pool was, epoch by epoch. */
export interface DrawnHistory {
  readonly epochs: readonly PoolEpochFacts[];
  readonly slots: readonly CommittedSlots[];
}

/** Of which pool, and how many epochs up to the present one. */
interface Asked {
  readonly pool: PoolId;
  readonly limit: number;
}

const DRAWINGS = 2;
/** Each may be of a thousand epochs. */
const MOST_DRAWN = 16;

const NO_HISTORY: DrawnHistory = { epochs: [], slots: [] };

/** Whoever asks for a pool's history, drawn with all who ask at the same time. */
export function historiesTogether(db: Pool): (asked: Asked) => Promise<DrawnHistory> {
  const drawn = drawTogether({
    atOnce: DRAWINGS,
    most: MOST_DRAWN,
    draw: (keys: readonly string[]) => ofOneMoment(db, (tx) => drawHistories(tx, keys)),
  });
  return async (asked) => (await drawn(keyOf(asked))) ?? NO_HISTORY;
}

const keyOf = ({ pool, limit }: Asked): string => `${pool}/${limit}`;

function askedBy(key: string): Asked {
  const [pool = '', limit] = key.split('/');
  return { pool: poolId(pool), limit: Number(limit) };
}

/** Of a pool that is gone for longer than was asked for, the newest epochs that it had. */
async function drawHistories(tx: Queryable, keys: readonly string[]): Promise<ReadonlyMap<string, DrawnHistory>> {
  const present = await presentEpoch(tx);
  if (present === null) return new Map();
  const drawn = await drawUpTo(tx, keys, () => present);
  const empty = keys.filter((key) => isEmpty(drawn.get(key) ?? NO_HISTORY));
  if (empty.length === 0) return drawn;
  const last = await lastEpochs(tx, { pools: empty.map((key) => askedBy(key).pool), upTo: present });
  const gone = empty.filter((key) => last.has(askedBy(key).pool));
  return new Map([...drawn, ...(await drawUpTo(tx, gone, (pool) => last.get(pool) ?? present))]);
}

async function drawUpTo(
  tx: Queryable,
  keys: readonly string[],
  newest: (pool: PoolId) => Epoch,
): Promise<ReadonlyMap<string, DrawnHistory>> {
  const ranges = keys.map((key) => {
    const { pool, limit } = askedBy(key);
    const to = newest(pool);
    return { pool, from: epoch(Math.max(0, to - limit + 1)), to };
  });
  const epochs = await epochsOfPools(tx, ranges);
  const slots = await slotsOfPools(tx, ranges);
  return new Map(keys.map((key, at) => [key, { epochs: epochs[at] ?? [], slots: slots[at] ?? [] }]));
}

const isEmpty = ({ epochs, slots }: DrawnHistory): boolean =>
  slots.length === 0 &&
  epochs.every(({ blocks, stake, rewards }) => blocks === null && stake === null && rewards === null);
