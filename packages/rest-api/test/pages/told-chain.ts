import {
  type Block,
  blockHash,
  blockPlace,
  credentialHash,
  epoch,
  factsOf,
  height,
  slot,
  slotStartMs,
  syncFigures,
  syncShare,
  unixMs,
} from '@pooltool/domain';
import { hash32 } from '@pooltool/domain/testing';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { recordBlocks, requestHistories } from '@pooltool/store';
import { type Archive, NOTHING_ARCHIVED } from '@pooltool/store/archive';
import { markAgain } from '@pooltool/store/documents';
import { readReporterStates, saveSyncSample } from '@pooltool/store/tips';
import type { Stage } from '../../../epoch-processing/test/stage.ts';
import { settled, told } from '../../../publisher/test/battle-truth.ts';
import { backTo, pivot } from '../../../publisher/test/small-truth.ts';
import { followedStage, row, simulation } from '../website/website-stage.ts';

const { network } = simulation;
const NO_ARCHIVE: Archive = { entriesOf: async () => NOTHING_ARCHIVED };
/** The epoch has slots left for what is grown. */
const BLOCKS_TO_COME = 6;
const REPORTERS = [5, 6, 7];

export interface ToldChain extends Stage {
  /** lost a battle to the chain's block of its height */
  readonly orphan: Block;
  /** the newest block that nodes told of */
  readonly newest: Block;
  /** whose pages are looked at: it made blocks in the present epoch and was paid in the last two that are */
  readonly minter: string;
  /** a stake key with rewards, whose history is drawn */
  readonly key: string;
  readonly epoch: number;
  /** One more block by the minter; answers its height. */
  grow(): Promise<number>;
}

/** The chain that the website's tests follow, with what nodes told of its newest blocks, a battle, prices and a history. */
export async function toldChain(): Promise<ToldChain> {
  const stage = await followedStage();
  const { pool } = stage;
  const chain = mainBlocks().slice(0, -BLOCKS_TO_COME);
  const last = chain.at(-1)?.block;
  if (last === undefined) throw new Error('there is no chain');
  await backTo(pool, last);
  await pool.query('delete from undone_block');
  const found = await row(
    pool,
    `select c.epoch, encode(b.pool_id, 'hex') as minter from (select max(epoch) as epoch from epoch_chain) c
     join block b on b.epoch = c.epoch
     where b.pool_id in (select pool_id from pool_reward where earned_epoch = c.epoch - 2 and delegators_reward > 0 and operator_fee > 0)
       and b.pool_id in (select pool_id from pool_reward where earned_epoch = c.epoch - 3)
     group by 1, 2 order by count(*) desc, 2 limit 1`,
  );
  const contested = chain.findLast(
    ({ issuer, epochNumber }) => epochNumber === found.epoch && issuer !== null && issuer.poolId !== found.minter,
  );
  const minters = chain.findLast(({ issuer }) => issuer?.poolId === found.minter);
  if (contested === undefined || minters === undefined) throw new Error('there is no block to fight for');
  const orphan: Block = { ...contested.block, hash: blockHash(hash32(0xdead)), issuer: minters.block.issuer };
  await tell(pool, { newest: chain.slice(-3).map(({ block }) => block), contested: contested.block, orphan });
  const key = await historyOf(pool, found.epoch);
  let tip: Block = last;
  return {
    ...stage,
    orphan,
    newest: last,
    minter: found.minter,
    key,
    epoch: found.epoch,
    async grow() {
      const next = {
        hash: blockHash(hash32(0x9000 + tip.height)),
        parentHash: tip.hash,
        height: height(tip.height + 1),
      };
      tip = { ...tip, ...next, slot: slot(tip.slot + 1), issuer: minters.block.issuer, transactions: [] };
      await record(pool, tip);
      return tip.height;
    },
  };
}

function mainBlocks() {
  const blocks = [];
  for (const event of simulation.events()) {
    if (event.kind !== 'block' || event.branch !== 'main') continue;
    const { block } = event;
    const place = blockPlace(network, { slot: block.slot, parentSlot: null });
    blocks.push({ block, issuer: block.issuer, epochNumber: place.epoch });
  }
  return blocks;
}

const record = (pool: Pool, block: Block): Promise<void> =>
  inTransaction(pool, (tx) =>
    recordBlocks(tx, [factsOf(block, blockPlace(network, { slot: block.slot, parentSlot: null }))], {
      feed: 'chain',
      tellFrom: null,
    }),
  );

/** Nodes told of the newest blocks and of both at the contested height; what the loops keep of that moment. */
async function tell(
  pool: Pool,
  {
    newest,
    contested,
    orphan,
  }: { readonly newest: readonly Block[]; readonly contested: Block; readonly orphan: Block },
): Promise<void> {
  const seen = (delayMs: number) => REPORTERS.map((from) => ({ from, delayMs: delayMs + from * 10 }));
  await told(pool, contested, seen(400), { on: network });
  await told(pool, orphan, seen(900), { on: network });
  await settled(pool, contested);
  for (const block of newest) await told(pool, block, seen(300), { on: network });
  const tip = newest.at(-1);
  if (tip === undefined) throw new Error('there is no newest block');
  const at = unixMs(slotStartMs(network, tip.slot) + 5_000);
  const place = blockPlace(network, { slot: tip.slot, parentSlot: null });
  await inTransaction(pool, async (tx) => {
    const share = syncShare(await readReporterStates(tx), at);
    await saveSyncSample(tx, { at, epoch: place.epoch, figures: syncFigures(share, null, at) });
    await markAgain(tx, {
      kinds: ['sync_data', 'reporter_heights', 'battle_statistics', 'deleted_blocks', 'pool_deleted_blocks'],
    });
  });
  await pool.query(`insert into battle_trend values ($1, $2, 1, 0, 0, 1, 410, 9, 90, 9000)`, [place.epoch, tip.height]);
  await pool.query(
    `insert into battle_sample values ($1, $2, '{"battles":1,"forks":0,"slotBattles":0,"heightBattles":1,"slot":310,"height":31}')`,
    [at, place.epoch],
  );
  await pool.query(
    `insert into exchange_rate (earned_epoch, rates, paid_at, priced_at, asked_at) values ($1, '{"usd": "0.5"}', to_timestamp(1700000000), now(), now())`,
    [place.epoch - 2],
  );
}

/** Somebody asked for the history of a key, and the pivot took its rewards in. */
async function historyOf(pool: Pool, present: number): Promise<string> {
  const { key } = await row(
    pool,
    `select encode(credential, 'hex') as key from account_reward where earned_epoch = $1 and credential_kind = 0 and destination = 1
     order by amount desc, 1 limit 1`,
    [present - 2],
  );
  await inTransaction(pool, (tx) => requestHistories(tx, [credentialHash(key)]));
  const { rows } = await pool.query<{ epoch: number }>(`select earned_epoch as epoch from reward_epoch order by 1`);
  for (const { epoch: earned } of rows) await pivot({ pool, archive: NO_ARCHIVE }, epoch(earned));
  return key;
}
