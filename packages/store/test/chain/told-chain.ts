import { type Block, type CertificateEffect, CHAIN_NOTICE_KINDS, preview, slot } from '@pooltool/domain';
import { memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';
import { claimNetwork, recordBlocks, rollBackTo, writeSyncPoint } from '@pooltool/store';
import { channelQueue, openJobs } from '@pooltool/store/jobs';
import { type Notice, noticeEvent, noticeToTell } from '@pooltool/store/notices';
import { createTestDatabase, tablesOf } from '@pooltool/store/testing';
import { bossIn } from '../../src/jobs/boss-in-transaction.ts';
import { factsOfBlock, makeBlock, tipOf } from './small-chain.ts';

const CHANNEL = channelQueue('telegram');

/** A chain on a database, and a channel that listens to all it tells. */
export interface ToldChain {
  readonly pool: Pool;
  readonly url: string;
  /** One transaction. Everything is news unless `tellFrom` says otherwise. */
  forward(blocks: readonly Block[], options?: { readonly tellFrom?: number | null }): Promise<void>;
  backTo(block: Block): Promise<void>;
  /** Back to `to` and on with `blocks` in one transaction, as a block of another branch is followed. */
  switchTo(to: Block, blocks: readonly Block[]): Promise<void>;
  /** What the channel's worker takes off its queue, `most` at most, and tells people. */
  deliver(most?: number): Promise<Notice[]>;
  /** A worker begins everything that waits; what it answers is for `tell`. */
  begin(): Promise<readonly string[]>;
  /** It asks once more whether to tell what it has begun, and does. */
  tell(begun: readonly string[]): Promise<Notice[]>;
  /** Nothing is on the chain, nobody was told. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function openToldChain(): Promise<ToldChain> {
  const database = await createTestDatabase();
  const { pool, url } = database;
  await claimNetwork(pool, preview);
  const jobs = await openJobs({ connectionString: url, applicationName: 'test', log: memoryLog() });
  for (const kind of CHAIN_NOTICE_KINDS) await jobs.subscribe(noticeEvent(kind), CHANNEL);
  await jobs.close({ graceMs: 0 });

  const record = (tx: Transaction, blocks: readonly Block[], tellFrom: number | null) =>
    recordBlocks(tx, blocks.map(factsOfBlock), { feed: 'chain', tellFrom: tellFrom === null ? null : slot(tellFrom) });
  const begin = async (most = 1_000): Promise<readonly string[]> =>
    inTransaction(pool, async (tx) => {
      const begun = await bossIn(tx).fetch<Notice>(CHANNEL.name, { batchSize: most });
      return begun.map(({ data }) => data.key);
    });
  const tell = async (begun: readonly string[]): Promise<Notice[]> => {
    const told: Notice[] = [];
    for (const key of begun) {
      const notice = await noticeToTell(pool, { queue: CHANNEL, key });
      if (notice === null) continue;
      told.push(notice);
      await pool.query(`update pgboss.job set state = 'completed' where name = $1 and data->>'key' = $2`, [
        CHANNEL.name,
        key,
      ]);
    }
    return told;
  };
  return {
    pool,
    url,
    forward: (blocks, { tellFrom = 0 } = {}) => inTransaction(pool, (tx) => record(tx, blocks, tellFrom)),
    backTo: (block) =>
      inTransaction(pool, async (tx) => {
        await rollBackTo(tx, tipOf(block));
        await writeSyncPoint(tx, 'chain', tipOf(block));
      }),
    switchTo: (to, blocks) =>
      inTransaction(pool, async (tx) => {
        await rollBackTo(tx, tipOf(to));
        await record(tx, blocks, 0);
      }),
    begin,
    tell,
    deliver: async (most) => tell(await begin(most)),
    clear: async () => {
      await pool.query(`truncate ${[...tablesOf('chain'), ...tablesOf('history')].join(', ')}, pgboss.job cascade`);
    },
    close: () => database.close(),
  };
}

export interface Made {
  readonly pool: number;
  readonly effects?: readonly CertificateEffect[];
}

/** Blocks on top of `onto`, or from height 1 on. Blocks of two branches at one height carry the same transaction. */
export function blocksOn(onto: Block | null, made: readonly Made[], branch = 0): Block[] {
  const blocks: Block[] = [];
  for (const { pool, effects = [] } of made) {
    const parent = blocks.at(-1) ?? onto;
    blocks.push(
      makeBlock({ height: (parent?.height ?? 0) + 1, branch, parent: parent && tipOf(parent), pool, effects }),
    );
  }
  return blocks;
}

/** So many blocks of one pool. */
export const times = (count: number, pool: number): Made[] => Array.from({ length: count }, () => ({ pool }));

/** The blocks at their heights: `at(blocks, 3)`. */
export function at(blocks: readonly Block[], height: number): Block {
  const found = blocks.find((block) => block.height === height);
  if (found === undefined) throw new Error(`there is no block of height ${height}`);
  return found;
}
