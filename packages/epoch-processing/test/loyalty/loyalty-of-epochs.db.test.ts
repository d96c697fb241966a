import { credentialKindOf, epoch, poolId, stakeCredential } from '@pooltool/domain';
import { ownerShares } from '@pooltool/domain/rewards';
import { makeSimulation } from '@pooltool/simulator';
import { delegatorLoyalty } from '@pooltool/store';
import { poolEpochs } from '@pooltool/store/documents';
import { tableHashes } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, startStage } from '../stage.ts';
import { moveText, shownEpochs, shownMoves } from './counting.ts';
import { type Delegation, type History, loyaltyInWords, movesInWords } from './small-history.ts';

const simulation = makeSimulation({ seed: 9, epochs: 6, epochLength: 700, forkRate: 0 });
const NEWEST = 6;
const COUNTED = ['loyalty_epoch', 'loyalty', 'loyalty_left', 'stake_move'];

let stage: Stage;
let history: History;
beforeAll(async () => {
  stage = await startStage(simulation);
  await stage.follow(simulation);
  await stage.work();
  history = await recordedHistory();
}, 200_000);
afterAll(() => stage.close());

/** Every delegation of every snapshot, with what its stake earned there and reached an account; owners by their shares. */
async function recordedHistory(): Promise<History> {
  const { rows } = await stage.pool.query<Row>(
    `select s.active_epoch, s.credential_kind, encode(s.credential, 'hex') as credential, encode(s.pool_id, 'hex') as pool,
       s.stake, coalesce(m.amount, 0) as member, s.credential_kind = 0 and s.credential = any(p.owners) as owner,
       coalesce(r.operator_fee, 0) as fee, coalesce(l.amount, 0) as leader
     from stake_snapshot s
     join pool_snapshot p using (active_epoch, pool_id)
     left join reward_epoch e on e.earned_epoch = s.active_epoch and e.status = 'final'
     left join account_reward m on m.earned_epoch = e.earned_epoch and m.pool_id = s.pool_id
       and m.credential = s.credential and m.credential_kind = s.credential_kind and m.kind = 1 and m.destination = 1
     left join pool_reward r on r.earned_epoch = e.earned_epoch and r.pool_id = s.pool_id
     left join account_reward l on l.earned_epoch = e.earned_epoch and l.pool_id = s.pool_id and l.kind = 0
       and l.destination = 1
     order by s.active_epoch, s.credential`,
  );
  const shareOf = (row: Row): bigint => {
    const owners = rows.filter((one) => one.owner && one.pool === row.pool && one.active_epoch === row.active_epoch);
    const shares = ownerShares({
      leaderReward: row.leader,
      operatorFee: row.fee,
      owners: owners.map(({ credential, stake }) => ({ owner: stakeCredential('key', credential).hash, stake })),
    });
    return shares.find(({ owner }) => owner === row.credential)?.share ?? 0n;
  };
  const delegations = rows.map((row): Delegation & { at: number } => ({
    at: row.active_epoch,
    credential: stakeCredential(credentialKindOf(row.credential_kind), row.credential),
    pool: poolId(row.pool),
    stake: row.stake,
    paid: row.member + (row.owner ? shareOf(row) : 0n),
  }));
  return Map.groupBy(delegations, ({ at }) => at);
}

interface Row {
  readonly active_epoch: number;
  readonly credential_kind: number;
  readonly credential: string;
  readonly pool: string;
  readonly stake: bigint;
  readonly member: bigint;
  readonly owner: boolean;
  readonly fee: bigint;
  readonly leader: bigint;
}

describe('the epochs of a followed chain', () => {
  test('have the loyalty of every delegator that ever was, as the words say', async () => {
    const everybody = new Map(
      [...history.values()].flat().map(({ credential }) => [`${credential.kind}:${credential.hash}`, credential]),
    );
    const delegators = [...everybody.values()];
    const read = await delegatorLoyalty(stage.pool, delegators);
    expect(read).toEqual(delegators.map((who) => loyaltyInWords(history, who, NEWEST)));
    const stays = read.flatMap((one) => [...(one?.pools.values() ?? [])]);
    expect(stays.length).toBeGreaterThan(delegators.length);
    expect(stays.filter(({ rewards }) => rewards > 0n).length).toBeGreaterThan(20);
  });

  test('tell who moved between them', async () => {
    const { rows } = await stage.pool.query<{ pool: string }>(
      `select distinct encode(pool_id, 'hex') as pool from pool_snapshot`,
    );
    const pools = rows.map(({ pool }) => poolId(pool));
    const moves = shownEpochs(NEWEST).flatMap((at) => movesInWords(history, at));
    expect(moves.length).toBeGreaterThan(3);
    expect((await shownMoves(stage.pool, epoch(NEWEST), pools)).map(moveText).sort()).toEqual(
      moves.map(moveText).sort(),
    );
  });

  test('mark the lists of every pool of their snapshots', async () => {
    const { rows } = await stage.pool.query(
      `select from pool_snapshot p where active_epoch between $1 - 2 and $1 and not exists (
         select from document_mark m where kind = 'pool_stake_moves'
           and subject = encode(p.pool_id, 'hex') || '/' || $1::int)`,
      [NEWEST],
    );
    expect(rows).toEqual([]);
  });

  test('tell a zero for each pool of the snapshot that made no block, unless it had retired', async () => {
    const { rows } = await stage.pool.query<{ pool: string; epoch: number; blocks: number | null; retired: boolean }>(
      `select encode(s.pool_id, 'hex') as pool, s.active_epoch as epoch, b.blocks,
         exists (select from pool_retirement r where r.pool_id = s.pool_id and r.retiring_epoch <= s.active_epoch) as retired
       from pool_snapshot s left join pool_epoch_blocks b on b.pool_id = s.pool_id and b.epoch = s.active_epoch
       where s.active_epoch < 5`,
    );
    const facts = await poolEpochs(
      stage.pool,
      rows.map((row) => ({ pool: poolId(row.pool), epoch: epoch(row.epoch) })),
    );
    expect(facts.map(({ blocks }) => blocks)).toEqual(
      rows.map(({ blocks, retired }) => blocks ?? (retired ? null : 0)),
    );
    expect(facts.filter(({ blocks }) => blocks === 0).length).toBeGreaterThan(0);
    const open = await poolEpochs(
      stage.pool,
      rows.map((row) => ({ pool: poolId(row.pool), epoch: epoch(NEWEST) })),
    );
    expect(new Set(open.map(({ blocks }) => blocks))).toEqual(new Set([null]));
  });

  test('are counted the same when they are counted again, from the middle on', async () => {
    const before = await tableHashes(stage.pool, { tables: COUNTED });
    await stage.control.request({ asset: 'loyalty', partition: '3' });
    await stage.work();
    const states = await stage.states();
    expect(Object.entries(states).filter(([place, state]) => place.startsWith('loyalty') && state !== 'ok')).toEqual(
      [],
    );
    expect(await tableHashes(stage.pool, { tables: COUNTED })).toEqual(before);
  });
});
