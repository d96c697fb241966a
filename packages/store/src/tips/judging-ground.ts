import { blockHash, type Height, height, type Slot, slot, type Tip } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { CHAIN_FEED } from '../chain/sync-point.ts';

/** What tips are judged against, and what has to be judged anew when it is another one. */
export interface JudgingGround {
  /** of our chain */
  readonly tip: Tip | null;
  /** what elections are proven by: another text when a VRF key, a nonce or a snapshot came */
  readonly elections: string;
}

export async function readJudgingGround(db: Queryable): Promise<JudgingGround> {
  const { rows } = await db.query<GroundRow>({
    name: 'read-judging-ground',
    text: `
      select s.slot, encode(s.hash, 'hex') as hash, s.height,
        concat_ws(' ', (select count(*) from vrf_key),
          (select string_agg(epoch || encode(nonce, 'hex'), ' ' order by epoch)
           from (select epoch, nonce from epoch_nonce order by epoch desc limit 3) as newest),
          (select string_agg(active_epoch || encode(sha256, 'hex'), ' ' order by active_epoch)
           from (select active_epoch, sha256 from snapshot_epoch order by active_epoch desc limit 3) as newest)
        ) as elections
      from (values ($1)) as asked (feed) left join sync_point s using (feed)`,
    values: [CHAIN_FEED],
  });
  const [row] = rows;
  return {
    tip:
      row === undefined || row.hash === null
        ? null
        : { slot: slot(Number(row.slot)), hash: blockHash(row.hash), height: height(Number(row.height)) },
    elections: row?.elections ?? '',
  };
}

type GroundRow = { readonly elections: string } & (
  | { readonly slot: bigint; readonly hash: string; readonly height: bigint }
  | { readonly hash: null }
);

/** What our node has, and had, at a reported height: a text that changes with it. */
export interface HeldHeights {
  readonly byHeight: ReadonlyMap<Height, string>;
  /** from here on elections are Praos'; null: nowhere in what was looked at */
  readonly praosFrom: Slot | null;
}

const BABBAGE = 6;

/** Of the heights from `from` on that somebody reported. */
export async function readHeldHeights(db: Queryable, from: Height): Promise<HeldHeights> {
  const { rows } = await db.query<{ height: bigint; held: string; praos: bigint | null }>({
    name: 'read-held-heights',
    text: `
      select height, string_agg(held, ' ' order by held) as held, min(slot) filter (where era >= ${BABBAGE}) as praos
      from (
        select height, slot, era, encode(hash, 'hex') as held from block where height >= $1 and era > 0
        union all
        select height, slot, 0, 'undone ' || encode(hash, 'hex') from undone_block where height >= $1 and era > 0
      ) as blocks
      group by height having exists (select from reported_block r where r.height = blocks.height)
      order by height`,
    values: [from],
  });
  const praos = rows.flatMap((row) => (row.praos === null ? [] : [Number(row.praos)]));
  return {
    byHeight: new Map(rows.map((row) => [height(Number(row.height)), row.held])),
    praosFrom: praos.length === 0 ? null : slot(Math.min(...praos)),
  };
}

/** Heights from `from` to `to` that somebody reported, ascending. */
export async function reportedHeights(
  db: Queryable,
  { from, to }: { readonly from: Height; readonly to: Height },
): Promise<Height[]> {
  const { rows } = await db.query<{ height: bigint }>({
    name: 'reported-heights',
    text: `select distinct height from reported_block where height between $1 and $2 order by height`,
    values: [from, to],
  });
  return rows.map((row) => height(Number(row.height)));
}
