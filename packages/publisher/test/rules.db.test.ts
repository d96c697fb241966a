import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOCUMENT_KINDS, type DocumentKind } from '@pooltool/domain';
import { type RealtimeDatabase, startRealtimeDatabase } from '@pooltool/local-cloud';
import type { FirebaseWriter } from '@pooltool/shared-utils/firebase';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { follow, makeBlock, registration } from './small-truth.ts';
import { openStage } from './stage.ts';

const RULES = join(import.meta.dirname, '../../../ops/firebase/database.rules.json');
const POOL = `${'a'.repeat(55)}1`;
const KEY = 'c'.repeat(56);
const EVERYBODY = ['nobody', 'user', 'operator', 'groupadmin', 'administrator'] as const;
type Person = (typeof EVERYBODY)[number];

interface Drawn {
  readonly path: string;
  /** absent: everybody */
  readonly readers?: readonly Person[];
  /** absent: nobody; with what each of them may write */
  readonly writers?: { readonly who: readonly Person[]; readonly value: unknown };
}

/** Where each kind is drawn in Firebase, a leaf each; of those that are files only, nothing. A new kind has to say where. */
const DRAWN: Readonly<Record<DocumentKind, readonly Drawn[]>> = {
  recent_block: [{ path: 'recent_block/block' }],
  block: [{ path: 'blocks/500/11000000/hash' }],
  pool_block: [{ path: `pool_blocks/${POOL}/500/11000000` }, { path: `pool_blocks_ne/${POOL}/11000000` }],
  pool: [
    { path: `stake_pools/${POOL}/ls` },
    { path: `stake_pools/${POOL}/g`, writers: { who: ['groupadmin', 'administrator'], value: 'Ours' } },
    { path: `stake_pools/${POOL}/xx`, writers: { who: ['administrator'], value: true } },
  ],
  pool_stats: [
    { path: `pool_stats/${POOL}/owners` },
    { path: `pool_stats/${POOL}/public_note`, writers: { who: ['operator', 'administrator'], value: 'Hello' } },
  ],
  pool_stats_epoch: ['blocks', 'assigned_slots', 'stake', 'ros', 'delegators_rewards', 'pool_fees'].map((history) => ({
    path: `pool_stats/${POOL}/${history}/500`,
  })),
  pool_updates: [{ path: 'all_pool_updates_blockfrost/a' }, { path: `pool_updates_blockfrost/${POOL}/a` }],
  award: [{ path: `awards/cardano/${POOL}/a` }],
  epoch: [{ path: 'epochs/500/blocks' }],
  epoch_params: [{ path: 'epoch_params/500/influence' }],
  total_active_stake: [{ path: 'total_active_stake/500' }],
  circulating_supply: [{ path: 'circulating_supply/500' }],
  stake_hist: [{ path: `stake_hist/${KEY}/500` }],
  stake_history_file: [],
  stake_column: [],
  reward_column: [],
  ros_histogram: [{ path: 'staticCharts/poolRewardsHistogram/epoch' }, { path: 'staticCharts/rewardsHistogram/epoch' }],
  exchange_rates: [{ path: 'epoch_exchange_rates/500' }],
  pool_stake_moves: [],
  top_stake_moves: [],
  pool_propagation: [],
  live_delegators: [],
  live_stake_column: [],
  competitive: [{ path: `competitive/11000000/${POOL}` }],
  deleted_blocks: [{ path: 'deleted_blocks/500/11000000' }],
  pool_deleted_blocks: [{ path: `pool_deleted_blocks/${POOL}/500/11000000` }],
  block_propagation: [],
  sync_data: [{ path: 'syncdata/syncd' }],
  epoch_sync_data: [],
  reporter_heights: [{ path: `stake_pool_columns/heights/${POOL}` }],
  battle_statistics: [],
  epoch_battle_data: [],
  ecosystem: [{ path: 'ecosystem/saturation' }],
  admin_message: ['admin_message', 'admin_message/web'].flatMap((path) =>
    ['title', 'message'].map((leaf) => ({
      path: `${path}/${leaf}`,
      writers: { who: ['administrator'] as const, value: 'Hear' },
    })),
  ),
  delegator_update: [
    {
      path: `admin_settings/delegator_update/${POOL}`,
      readers: ['administrator'],
      writers: { who: ['administrator'], value: true },
    },
  ],
  portfolios: [{ path: 'mary_db_sync_status/portfolios' }],
  user: [
    ...['authority', 'myPools', 'myApiKeys', `myAddresses/${KEY}/proven`].map((leaf) => ({
      path: `users/privMeta/user/${leaf}`,
      readers: ['user', 'administrator'] as const,
    })),
    {
      path: `users/privMeta/user/myAddresses/${KEY}/nickname`,
      readers: ['user', 'administrator'],
      writers: { who: ['user'], value: 'Savings' },
    },
    {
      path: 'users/pubMeta/user/activeDelegations',
      readers: ['user', 'administrator'],
    },
  ],
  sync_status: [{ path: 'mary_db_sync_status/epoch_no' }],
};

const TRUTH = {
  stake_pools: { [POOL]: { id: POOL } },
  users: {
    privMeta: {
      user: { authority: 'delegator', myAddresses: { [KEY]: { proven: true } } },
      operator: { myPools: { [POOL]: true } },
      groupadmin: { authority: 'groupadmin' },
      administrator: { authority: 'administrator' },
    },
  },
};

let server: RealtimeDatabase;
beforeAll(async () => {
  server = await startRealtimeDatabase({ rules: JSON.parse(await readFile(RULES, 'utf8')) });
  await fetch(`${server.url}/Mainnet.json?ns=rules&auth=owner`, { method: 'PUT', body: JSON.stringify(TRUTH) });
});
afterAll(() => server.stop());

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const headersOf = (person: Person): Record<string, string> =>
  person === 'nobody' ? {} : { authorization: `Bearer ${encoded({ alg: 'none' })}.${encoded({ user_id: person })}.` };

async function whoMay(path: string, init: { method?: string; body?: string } = {}): Promise<readonly Person[]> {
  const may: Person[] = [];
  for (const person of EVERYBODY) {
    const url = `${server.url}/Mainnet/${path}.json?ns=rules`;
    const { status } = await fetch(url, { ...init, headers: headersOf(person) });
    expect([200, 401]).toContain(status);
    if (status === 200) may.push(person);
  }
  return may;
}

describe('what the publisher draws', () => {
  test.each(DOCUMENT_KINDS.flatMap((kind) => DRAWN[kind].map((drawn) => [kind, drawn.path, drawn] as const)))(
    '%s: %s is read by whom it is for, and written by nobody but who is meant to',
    async (_, path, { readers = EVERYBODY, writers = { who: [], value: 'x' } }) => {
      expect(await whoMay(path)).toEqual(readers);
      const body = JSON.stringify(writers.value);
      expect(await whoMay(path, { method: 'PUT', body })).toEqual(writers.who);
    },
  );

  test('of a small chain lies where these rules were tried', async () => {
    const stage = await openStage();
    const written: string[] = [];
    const firebase: Pick<FirebaseWriter, 'update'> = {
      update: async (paths) => {
        written.push(...paths.keys());
      },
    };
    await follow(stage.database.pool, [
      makeBlock({ height: 1, pool: 1, slot: 5, effects: [registration(1, 340_000_000n)] }),
    ]);
    const drain = stage.newDrain({ firebase });
    for (let complete = false; !complete; ) ({ complete } = await drain.pass());
    await stage.close();
    const tried = new Set(Object.values(DRAWN).flatMap((all) => all.map(({ path }) => path.split('/')[0])));
    expect(written.length).toBeGreaterThan(20);
    expect(written.filter((path) => !tried.has(path.split('/')[0]))).toEqual([]);
  });
});
