import type { Queryable } from '@pooltool/shared-utils/pg';
import { readNetwork } from '../chain/network.ts';
import { CHAIN_FEED } from '../chain/sync-point.ts';

export interface SettlingFigures {
  /** blocks of our chain above what is settled */
  readonly heights: number;
  /** settled ones whose slot is in the 24 hours before our tip; surely or likely to have existed */
  readonly orphansOfDay: number;
}

const DAY_MS = 24 * 3_600_000;

export async function countUnsettled(db: Queryable): Promise<SettlingFigures> {
  const { slotLengthMs } = await readNetwork(db);
  const { rows } = await db.query<SettlingFigures>(
    `select greatest(0, tip.height - s.height)::int as heights,
       (select count(*)::int from judged_block o
        where o.chained = false and o.standing > 0 and o.slot > tip.slot - $1
          and o.epoch >= (select epoch from block where slot > tip.slot - $1 and era > 0 order by slot, height limit 1)
       ) as "orphansOfDay"
     from settled_height s cross join sync_point tip where tip.feed = '${CHAIN_FEED}'`,
    [Math.floor(DAY_MS / slotLengthMs)],
  );
  return rows[0] ?? { heights: 0, orphansOfDay: 0 };
}
