/** Two epochs of blocks, what nodes reported of the newest heights, and which heights were contested. */
import { inTransaction, type Pool } from '../../../packages/shared-utils/src/pg/index.ts';
import { type ApiBenchSize, PRESENT } from './size.ts';

const SLOT = '(4492800 + (:present - 208) * 432000::bigint)';
const TIP = 12_000_000;

/** Heights end at twelve million, of which each fiftieth was contested. Makers are pools of the snapshot, by stake no more than by name. */
export async function addChainPast(pool: Pool, { blocks, reporters, reportedHeights }: ApiBenchSize): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await tx.query('set local session_replication_role = replica');
    for (const statement of STATEMENTS) {
      await tx.query(
        statement
          .replaceAll(':present', String(PRESENT))
          .replaceAll(':tip', String(TIP))
          .replaceAll(':blocks', String(blocks))
          .replaceAll(':reporters', String(reporters))
          .replaceAll(':reported', String(reportedHeights)),
      );
    }
  });
  await pool.query('analyze');
}

/** The newest block was made where the epoch has as many slots behind it. */
const STATEMENTS = [
  `create temporary table maker on commit drop as
   select row_number() over (order by pool_id) - 1 as n, pool_id from pool_snapshot where active_epoch = :present`,
  `create index on maker (n)`,
  `insert into block (hash, parent_hash, height, slot, epoch, epoch_slot, era, pool_id, issuer_key, leader_vrf, block_vrf,
     protocol_major, protocol_minor, body_size, size, transactions, invalid_transactions, fees, output, memory_units, step_units, lag_ms)
   select sha256(h::text::bytea), sha256((h - 1)::text::bytea), h, ${SLOT} + (h - (:tip - :blocks)) * 20 - 20,
     case when h > :tip - :blocks then :present else :present - 1 end,
     case when h > :tip - :blocks then (h - (:tip - :blocks)) * 20 - 20 else (h - (:tip - 2 * :blocks)) * 20 - 20 end,
     7, maker.pool_id, sha256(maker.pool_id), sha512(h::text::bytea), sha512(h::text::bytea), 10, 5, 60000, 61000, 14, 0,
     4500000, 560000000000, 12000000, 5000000000, 20000
   from generate_series(:tip - 2 * :blocks + 1, :tip) h join maker on maker.n = (h::bigint * 7919) % (select count(*) from maker)`,
  `update epoch_chain set (blocks, last_height, last_slot)
     = (:blocks, :tip - (:present - epoch) * :blocks, ${SLOT} + (:blocks - 1) * 20 - (:present - epoch) * 432000::bigint)
   where epoch >= :present - 1`,
  `insert into sync_point (feed, slot, hash, height) select 'chain', slot, hash, height from block where height = :tip`,
  `update settled_height set height = :tip - 10`,
  `insert into reporter (pool_id, node, version, platform, protocol_major, protocol_minor, last_hash, last_height, last_slot, last_received)
   select maker.pool_id, 'relay', '10.5.1', 'linux', 10, 5, b.hash, b.height, b.slot, 1763000000000
   from maker cross join (select * from block where height = :tip) b where n < :reporters`,
  // Some hear it first today, others tomorrow.
  `insert into reported_block (hash, slot, height, pool_id, epoch, evidence, reporters, delays, received)
   select b.hash, b.slot, b.height, b.pool_id, b.epoch, 2, r.ids, r.delays, r.received
   from block b cross join lateral (
     select array_agg(reporter_id order by reporter_id) as ids,
       array_agg((300 + (reporter_id::bigint * 7919 + b.height) % 900)::int order by reporter_id) as delays,
       array_agg((350 + (reporter_id::bigint * 104729 + b.height) % 1100)::int order by reporter_id) as received
     from reporter) r
   where b.height > :tip - :reported`,
  `insert into document_state (kind, subject, content_hash, drawn_at)
   select 'block_propagation', concat_ws('/', height, encode(hash, 'hex'), part), hash, to_timestamp(0)
   from reported_block cross join unnest(array['block', 'histogram', 'producer']) part`,
  `insert into judged_height (height, epoch, classification, is_slot_battle, kinds, settled)
   select height, epoch, case when height % 50 = 0 then 'competitive' end, height % 100 = 0,
     case when height % 50 = 0 then array['height-battle'] else '{}'::text[] end, height <= :tip - 10
   from block where height % 50 = 0 or height > :tip - 2160`,
  `insert into judged_block (height, hash, slot, epoch, pool_id, parent, era, leader_vrf, block_vrf, certificate_no, held, evidence,
     provable, witnesses, reports, median_ms, standing, kinds, predicted, chained, lowest_leader_vrf, lowest_block_vrf)
   select b.height, b.hash, b.slot, b.epoch, b.pool_id, b.parent_hash, 7, b.leader_vrf, b.block_vrf, 3, true, 2, true, :reporters,
     :reporters, 640, 2, j.kinds, true, case when j.settled then true end, true, true
   from judged_height j join block b using (height)`,
  `insert into judged_block (height, hash, slot, epoch, pool_id, parent, era, leader_vrf, block_vrf, certificate_no, held, evidence,
     provable, witnesses, reports, median_ms, standing, kinds, predicted, chained, lowest_leader_vrf, lowest_block_vrf)
   select b.height, sha256(b.hash), b.slot - 1, b.epoch, maker.pool_id, b.parent_hash, 7, b.leader_vrf, b.block_vrf, 3, true, 2, true,
     :reporters, :reporters, 640, 2, j.kinds, false, case when j.settled then false end, false, false
   from judged_height j join block b using (height)
   join maker on maker.n = (b.height * 104729::bigint) % (select count(*) from maker) where j.classification is not null`,
  `insert into battle_trend (epoch, settled_to, battles, forks, slot_battles, height_battles, delay_ms, blocks, transactions, size)
   select e, :tip - (:present - e) * :blocks - 10, 900, 5, 400, 495, 640, 21600, 300000, 1400000000
   from generate_series(:present - 9, :present) e`,
  `insert into sync_sample (at, epoch, figures)
   select 1763000000000 + n * 15000, :present, jsonb_build_object('time', 1763000000 + n * 15, 'samples', :reporters, 'synced', :reporters - 12,
     'majorityHeight', :tip, 'highest', :tip, 'lowest', :tip - 3, 'versions', jsonb_build_object('10.5.1', :reporters),
     'platforms', jsonb_build_object('linux', :reporters), 'told', jsonb_build_object('version', :reporters, 'platform', :reporters),
     'distribution', jsonb_build_object(':tip', :reporters), 'offsets', jsonb_build_object('0', :reporters),
     'chain', jsonb_build_object('epoch', :present, 'epochSlot', :blocks * 20 - 20, 'height', :tip))
   from generate_series(1, 400) n`,
] as const;
