import { epoch, type PoolId, poolId } from '@pooltool/domain';
import type { Pool, Queryable } from '@pooltool/shared-utils/pg';
import { type CommittedSlots, epochsOfPools, type PoolEpochFacts, slotsOfPools } from '@pooltool/store/documents';
import { presentEpoch } from '@pooltool/store/website';
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

async function drawHistories(tx: Queryable, keys: readonly string[]): Promise<ReadonlyMap<string, DrawnHistory>> {
  const present = await presentEpoch(tx);
  if (present === null) return new Map();
  const ranges = keys.map((key) => {
    const { pool, limit } = askedBy(key);
    return { pool, from: epoch(Math.max(0, present - limit + 1)), to: present };
  });
  const epochs = await epochsOfPools(tx, ranges);
  const slots = await slotsOfPools(tx, ranges);
  return new Map(keys.map((key, at) => [key, { epochs: epochs[at] ?? [], slots: slots[at] ?? [] }]));
}
