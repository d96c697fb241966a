import {
  type BlockFacts,
  blockPlace,
  epoch,
  epochStartMs,
  factsOf,
  firstSlotOf,
  PAYOUT_NOTICE_KINDS,
  parseCredential,
} from '@pooltool/domain';
import { keyCredential } from '@pooltool/domain/testing';
import { manualClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { makeSimulation } from '@pooltool/simulator';
import {
  CHAIN_FEED,
  holdSyncPoint,
  lifetimePaid,
  readAccountRewards,
  readPots,
  recordBlocks,
  rollBackTo,
  writeSyncPoint,
} from '@pooltool/store';
import { openArchive } from '@pooltool/store/archive';
import { channelQueue, type Jobs, openJobs } from '@pooltool/store/jobs';
import { followAccounts, noticeEvent, noticeToTell } from '@pooltool/store/notices';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, startStage } from './stage.ts';

const CHANNEL = channelQueue('telegram');
const simulation = makeSimulation({ seed: 7, epochs: 5, epochLength: 400, forkRate: 0 });
const { network } = simulation;
/** Earned epoch 2 is the newest that is paid: at the start of epoch 4. */
const PAYOUT_MS = epochStartMs(network, epoch(4));
const EPOCH_MS = PAYOUT_MS - epochStartMs(network, epoch(3));
const SLOT = firstSlotOf(network, epoch(4));
const clock = manualClock(PAYOUT_MS + 60_000);

let stage: Stage;
let jobs: Jobs;
beforeAll(async () => {
  stage = await startStage(simulation, { parts: { clock, tellRewardsWithinMs: EPOCH_MS } });
  jobs = await openJobs({ connectionString: stage.url, applicationName: 'test', log: memoryLog() });
  for (const kind of PAYOUT_NOTICE_KINDS) await jobs.subscribe(noticeEvent(kind), CHANNEL);
  const expected = await stage.follow(simulation);
  // Everybody who delegates follows the own account, and so does somebody whom nobody knows.
  const delegators = expected.find((one) => one.epoch === 1)?.mark.delegations ?? [];
  const followed = [...delegators.map(({ credential }) => parseCredential(credential)), keyCredential(99)];
  await inTransaction(stage.pool, (tx) => followAccounts(tx, { channel: 'telegram', credentials: followed }));
  await stage.work(async () => (await runsOf('2')) > 0);
}, 180_000);
afterAll(async () => {
  await jobs.close({ graceMs: 0 });
  await stage.close();
});

async function runsOf(partition: string): Promise<number> {
  const { rows } = await stage.pool.query<{ runs: bigint }>(
    `select count(*) as runs from asset_run where asset = 'reward_notices' and partition = $1 and state = 'ok'`,
    [partition],
  );
  return Number(rows[0]?.runs ?? 0n);
}

/** Has the asset run once more, as after rewards that were paid anew. */
async function runAgain(partition: string): Promise<void> {
  const before = await runsOf(partition);
  await stage.control.request({ asset: 'reward_notices', partition });
  await stage.work(async () => (await runsOf(partition)) > before);
}

interface NoticeRow {
  readonly key: string;
  readonly kind: string;
  readonly subject: string;
  readonly slot: bigint;
  readonly payload: {
    readonly member_rewards: string;
    readonly operator_rewards: string;
    readonly lifetime_rewards: string;
  };
  readonly state: string;
}
const notices = async (kind: string): Promise<NoticeRow[]> =>
  (
    await stage.pool.query<NoticeRow>(`select * from notice where kind = $1 and state = 'enqueued' order by key`, [
      kind,
    ])
  ).rows;

const waitingJobs = async (): Promise<number> =>
  (await stage.pool.query(`select from pgboss.job where name = $1 and state = 'created'`, [CHANNEL.name])).rowCount ??
  0;

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

describe('a payout', () => {
  test('is told to every followed account that was paid, to the lovelace, and to nobody else', async () => {
    const paid = (await readAccountRewards(stage.pool, epoch(2))).filter(
      ({ destination, amount }) => destination === 'account' && amount > 0n,
    );
    const { rows: follows } = await stage.pool.query<{ credential: string }>(
      `select encode(credential, 'hex') as credential from followed_account`,
    );
    const followed = new Set(follows.map(({ credential }) => credential));
    const told = await notices('reward');
    const byAccount = Map.groupBy(
      paid.filter(({ credential }) => followed.has(credential.hash)),
      ({ credential: { kind, hash } }) => `${kind}:${hash}`,
    );
    expect(told.map(({ subject }) => subject)).toEqual([...byAccount.keys()].sort());
    for (const { subject, payload, slot } of told) {
      const own = byAccount.get(subject) ?? [];
      const of = (kind: string) => `${sum(own.filter((one) => one.kind === kind).map(({ amount }) => amount))}`;
      expect([payload.member_rewards, payload.operator_rewards]).toEqual([of('member'), of('leader')]);
      expect(slot).toBe(BigInt(SLOT));
    }
    expect(told.length).toBeGreaterThan(10);
    expect(told.some(({ payload }) => payload.operator_rewards !== '0')).toBe(true);
  });

  test('tells each what its whole life brought', async () => {
    const earlier = (await Promise.all([0, 1, 2].map((of) => readAccountRewards(stage.pool, epoch(of))))).flat();
    for (const { subject, payload } of await notices('reward')) {
      const own = earlier.filter(
        ({ credential, destination }) =>
          `${credential.kind}:${credential.hash}` === subject && destination === 'account',
      );
      expect(payload.lifetime_rewards).toBe(`${sum(own.map(({ amount }) => amount))}`);
    }
  });

  test('knows a whole life also where its beginning was moved to the archive', async () => {
    const told = await notices('reward');
    await stage.control.request({ asset: 'archive', partition: '0' });
    await stage.control.request({ asset: 'archive', partition: '1' });
    await stage.work(async () => (await stage.states())['archive/1'] === 'ok');
    expect(await readAccountRewards(stage.pool, epoch(1))).toEqual([]);
    const sums = await lifetimePaid(
      { db: stage.pool, archive: openArchive(stage.objects), signal: new AbortController().signal },
      { credentials: told.map(({ subject }) => parseCredential(subject)), through: epoch(2) },
    );
    expect(told.map(({ subject }) => `${sums.get(subject)}`)).toEqual(
      told.map(({ payload }) => payload.lifetime_rewards),
    );
    expect(told.some(({ payload }) => payload.lifetime_rewards !== payload.member_rewards)).toBe(true);
  });

  test('is told once as a whole, with the summary of the epoch it ended', async () => {
    const pots = await readPots(stage.pool, epoch(4));
    expect((await notices('rewards_paid')).map(({ key, payload }) => ({ key, payload }))).toEqual([
      { key: 'rewards_paid:2', payload: { epoch: 2 } },
    ]);
    expect((await notices('epoch_summary')).map(({ key, payload }) => ({ key, payload }))).toEqual([
      { key: 'epoch_summary:3', payload: { d: 0, epoch: 3, reserves: `${pots?.reserves}` } },
    ]);
  });

  test('costs a job for each follower, and none more when it is computed again', async () => {
    const enqueued = (await notices('reward')).length + 2;
    expect(await waitingJobs()).toBe(enqueued);
    await runAgain('2');
    expect(await waitingJobs()).toBe(enqueued);
  });

  test('of an older epoch is told to nobody, also when it is computed again', async () => {
    expect([await runsOf('0'), await runsOf('1')]).toEqual([expect.any(Number), expect.any(Number)]);
    await runAgain('1');
    const { rows } = await stage.pool.query<{ slot: bigint }>('select distinct slot from notice');
    expect(rows).toEqual([{ slot: BigInt(SLOT) }]);
  });

  test('that is rolled back before it was told is withdrawn, and told once the chain is there again', async () => {
    const [first, ...others] = await notices('reward');
    if (first === undefined) throw new Error('somebody was paid');
    // One channel has told one follower.
    await noticeToTell(stage.pool, { queue: CHANNEL, key: first.key });
    await stage.pool.query(`update pgboss.job set state = 'completed' where data->>'key' = $1`, [first.key]);
    const undone = await rollBackBehindPayout();
    expect([await notices('reward'), await waitingJobs()]).toEqual([[], 0]);

    await stage.control.request({ asset: 'reward_notices', partition: '2' });
    await stage.work(async () => (await lastCode('2')) === 'POOLTOOL_CHAIN_BEFORE_PAYOUT');
    expect(await waitingJobs()).toBe(0);

    await inTransaction(stage.pool, (tx) => recordBlocks(tx, undone, { feed: CHAIN_FEED, tellFrom: null }));
    await stage.work(async () => (await waitingJobs()) > 0);
    expect(await waitingJobs()).toBe(others.length + 2);
    expect((await notices('reward')).length).toBe(others.length + 1);
  });

  test('that is long ago is told to nobody', async () => {
    await clock.advance(EPOCH_MS);
    await stage.pool.query(`delete from notice where kind = 'epoch_summary'`);
    await runAgain('2');
    expect(await notices('epoch_summary')).toEqual([]);
    const { rows } = await stage.pool.query<{ news: string }>(
      `select metadata->'news'->>'value' as news from asset_run
       where asset = 'reward_notices' and partition = '2' order by id desc limit 1`,
    );
    expect(rows[0]?.news).toMatch(/which is no news any more$/);
  });
});

/** Answers what has to be followed again. */
async function rollBackBehindPayout(): Promise<BlockFacts[]> {
  const blocks = [...simulation.events()]
    .flatMap((event) => (event.kind === 'block' && event.branch === 'main' ? [event.block] : []))
    .map((block) => factsOf(block, blockPlace(network, { slot: block.slot, parentSlot: null })));
  const last = blocks.findLast(({ block }) => block.slot < SLOT)?.block;
  if (last === undefined) throw new Error('the chain has blocks before the payout');
  const { slot, hash, height } = last;
  await inTransaction(stage.pool, async (tx) => {
    await holdSyncPoint(tx, CHAIN_FEED);
    await rollBackTo(tx, { slot, hash, height });
    await writeSyncPoint(tx, CHAIN_FEED, { slot, hash, height });
  });
  return blocks.filter(({ block }) => block.slot >= SLOT);
}

async function lastCode(partition: string): Promise<string | null> {
  const { rows } = await stage.pool.query<{ code: string | null }>(
    `select error->>'code' as code from asset_run
     where asset = 'reward_notices' and partition = $1 order by id desc limit 1`,
    [partition],
  );
  return rows[0]?.code ?? null;
}
