import { type DocumentKind, ECOSYSTEM_SECTIONS } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { KEPT_HEIGHTS } from './kept-heights.ts';
import { DOCUMENTS_CHANNEL } from './marks.ts';

export interface Redraw {
  readonly kinds: readonly DocumentKind[];
  /** only this one, or those inside it (`5` marks the blocks `5/…`); undefined: all */
  readonly subject?: string | undefined;
  /** also what did not change since it was written: for a Firebase that lost or was given something else */
  readonly evenIfUnchanged?: boolean;
}

/**
 * Marks again every document of these kinds: all the truth has a subject for, and all that were written once.
 * One transaction. @returns how many marks there were to set
 */
export async function markAgain(tx: Queryable, { kinds, subject, evenIfUnchanged = false }: Redraw): Promise<number> {
  let marked = 0;
  for (const kind of kinds) {
    const { rows } = await tx.query<{ marked: bigint }>(
      `with marked as (
         insert into document_mark (kind, subject)
         select $1, subject from (${SUBJECTS[kind]} union ${written(kind)}) as all_subjects (subject)
         where $2::text is null or subject = $2 or starts_with(subject, $2 || '/') order by subject
         on conflict (kind, subject) do update set marks = document_mark.marks + 1 returning 1)
       select count(*) as marked from marked`,
      [kind, subject ?? null],
    );
    marked += Number(rows[0]?.marked ?? 0n);
    if (evenIfUnchanged) await forgetAll(tx, kind, subject ?? null);
  }
  await tx.query(`select pg_notify('${DOCUMENTS_CHANNEL}', '')`);
  return marked;
}

async function forgetAll(tx: Queryable, kind: DocumentKind, subject: string | null): Promise<void> {
  await tx.query(
    `delete from document_state
     where kind = $1 and ($2::text is null or subject = $2 or starts_with(subject, $2 || '/'))`,
    [kind, subject],
  );
}

const NOTHING = `select ''`;
const POOLS = `select encode(pool_id, 'hex') from pool union select encode(pool_id, 'hex') from pool_snapshot`;
const CERTIFICATE = `concat_ws('/', encode(pool_id, 'hex'), slot, transaction_index, certificate_index)`;
/** Where parts of a document are remembered one by one below its own subject: of how many steps that is. */
const STEPS_OF_PARTED: Partial<Readonly<Record<DocumentKind, number>>> = {
  stake_hist: 1,
  pool_stake_moves: 2,
  pool_propagation: 1,
  block_propagation: 2,
  sync_data: 0,
  reporter_heights: 0,
  battle_statistics: 0,
  portfolios: 0,
  ecosystem: 1,
  pool: 1,
  pool_stats: 1,
  admin_message: 0,
  user: 1,
  sync_status: 0,
};

function written(kind: DocumentKind): string {
  const steps = STEPS_OF_PARTED[kind];
  const subject = steps === undefined ? 'subject' : `array_to_string((string_to_array(subject, '/'))[1:${steps}], '/')`;
  return `select ${subject} from document_state where kind = $1`;
}

/** The subjects of all documents the truth has something for, as `markOf` writes them. */
const SUBJECTS: Readonly<Record<DocumentKind, string>> = {
  recent_block: NOTHING,
  block: `select epoch || '/' || height from block where era > 0`,
  pool_block: `select encode(pool_id, 'hex') || '/' || epoch || '/' || height from block where pool_id is not null`,
  pool: POOLS,
  pool_stats: POOLS,
  pool_stats_epoch: `
    select encode(pool_id, 'hex') || '/' || epoch from pool_epoch_blocks
    union select encode(pool_id, 'hex') || '/' || active_epoch from pool_snapshot
    union select encode(pool_id, 'hex') || '/' || earned_epoch from pool_reward`,
  pool_updates: `select ${CERTIFICATE} from pool_registration union select ${CERTIFICATE} from pool_retirement`,
  award: `select encode(pool_id, 'hex') || '/' || blocks from milestone`,
  epoch: `select epoch::text from epoch_chain`,
  epoch_params: `select epoch::text from epoch_params`,
  total_active_stake: `select active_epoch::text from snapshot_epoch union select (epoch + ahead)::text from live_generation, generate_series(1, 2) as ahead`,
  circulating_supply: `
    select epoch::text from epoch_pots
    union select (epoch + ahead)::text from live_generation, generate_series(0, 2) as ahead`,
  stake_hist: `
    select case credential_kind when 0 then 'key:' else 'script:' end || encode(credential, 'hex') from watched_key`,
  // Only those that somebody asked for.
  stake_history_file: `select subject from document_mark where kind = 'stake_history_file'`,
  stake_column: `select active_epoch::text from snapshot_epoch`,
  reward_column: `select earned_epoch::text from reward_epoch`,
  exchange_rates: `select earned_epoch::text from exchange_rate`,
  ros_histogram: `values ('pools'), ('accounts')`,
  pool_stake_moves: `
    select encode(pool_id, 'hex') || '/' || active_epoch from loyalty_epoch join pool_snapshot using (active_epoch)`,
  pool_propagation: POOLS,
  top_stake_moves: `select active_epoch::text from loyalty_epoch`,
  live_delegators: POOLS,
  live_stake_column: NOTHING,
  // Others are not shown.
  competitive: `
    select height::text from judged_height
    where classification is not null or height >= (select coalesce(max(height), 0) - ${KEPT_HEIGHTS} from block where era > 0)`,
  deleted_blocks: `select distinct epoch || '/' || height from judged_block where chained = false`,
  pool_deleted_blocks: `
    select distinct encode(pool_id, 'hex') || '/' || epoch || '/' || height from judged_block
    where chained = false and pool_id is not null`,
  // As they were judged: whoever reports them may say that they stand elsewhere.
  block_propagation: `select height || '/' || encode(hash, 'hex') from judged_block where reports > 0`,
  sync_data: NOTHING,
  epoch_sync_data: `select distinct epoch::text from sync_sample`,
  reporter_heights: NOTHING,
  battle_statistics: NOTHING,
  epoch_battle_data: `select distinct epoch::text from battle_sample`,
  ecosystem: `select * from unnest(array['${ECOSYSTEM_SECTIONS.join("', '")}'])`,
  admin_message: NOTHING,
  delegator_update: `select encode(pool_id, 'hex') from delegator_update`,
  portfolios: NOTHING,
  user: `select user_id::text from user_address union select user_id::text from user_document_gone`,
  sync_status: NOTHING,
};
