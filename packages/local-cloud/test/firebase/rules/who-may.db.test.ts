import { get, set } from 'firebase/database';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HIS, KEY, openRulesStage, PEOPLE, type Person, POOL, type RulesStage, TOKEN } from './rules-stage.ts';

let stage: RulesStage;
beforeAll(async () => {
  stage = await openRulesStage();
});
beforeEach(() => stage.restore());
afterAll(() => stage.close());
const place = (person: Person, path: string) => stage.place(person, path);

/** Which of all people are let through. */
async function whoMay(attempt: (person: Person) => Promise<unknown>): Promise<readonly Person[]> {
  const may: Person[] = [];
  for (const person of PEOPLE) {
    try {
      await attempt(person);
      may.push(person);
    } catch (error) {
      expect(String(error)).toMatch(/permission.denied/i);
    }
  }
  return may;
}

const EVERYBODY = PEOPLE;
const SIGNED_IN = PEOPLE.filter((person) => person !== 'nobody');

describe('who may read', () => {
  test.each<[string, readonly Person[]]>([
    [`stake_pools/${POOL}`, EVERYBODY],
    [`pool_stats/${HIS}`, EVERYBODY],
    [`pool_stats/${HIS}/blocks`, EVERYBODY],
    ['blocks/500', EVERYBODY],
    ['blocks/500/11000000', EVERYBODY],
    [`pool_blocks/${POOL}/500`, EVERYBODY],
    [`stake_hist/${KEY}`, EVERYBODY],
    ['ecosystem/saturation', EVERYBODY],
    ['mary_db_sync_status/epoch_no', EVERYBODY],
    ['admin_message/web', EVERYBODY],
    ['translations/en', EVERYBODY],
    ['newsfeed/items', EVERYBODY],
    [`awards/cardano/${POOL}`, EVERYBODY],
    [`legacy_alerts/${POOL}/pledge/${TOKEN}`, EVERYBODY],
    [`legacy_users/${TOKEN}/accounts`, EVERYBODY],
    ['users/privMeta/user', ['user', 'administrator']],
    ['users/privMeta/user/myAddresses', ['user', 'administrator']],
    ['users/pubMeta/user', ['user', 'administrator']],
    [`users/pubMeta/user/activeDelegations/${POOL}`, ['user', 'administrator']],
    ['users/pubMeta/user/nickname', SIGNED_IN],
    ['users/pubMeta/user/nickName', SIGNED_IN],
    ['admin_settings/delegator_update', []],
    [`admin_settings/delegator_update/${POOL}`, ['administrator']],
    ['users/auth/user', []],
    ['users/auth/user/passwordHash', []],
    ['users/privMeta', []],
    ['users/addr2user', []],
    [`legacy_alerts/${POOL}`, []],
    [`legacy_alerts/${POOL}/pledge`, []],
    ['legacy_users', []],
    ['pool_stats', []],
    ['stake_hist', []],
    ['chat', []],
    ['', []],
  ])('%s', async (path, expected) => {
    expect(await whoMay((person) => get(place(person, path)))).toEqual(expected);
  });
});

describe('who may write', () => {
  test.each<[string, unknown, readonly Person[]]>([
    [`stake_pools/${POOL}/g`, 'Ours', ['groupadmin', 'administrator']],
    [`stake_pools/${POOL}/xx`, true, ['administrator']],
    [`stake_pools/${POOL}/t`, 'THEM', []],
    [`stake_pools/${KEY}/g`, 'of no pool', []],
    [`pool_stats/${HIS}/public_note`, 'We are <b>here</b>, our metadata: good', ['operator', 'administrator']],
    [`pool_stats/${POOL}/public_note`, 'of another pool', ['administrator']],
    [`pool_stats/${HIS}/owners`, ['x'], []],
    ['admin_message/title', 'Hear', ['administrator']],
    ['admin_message/web/message', '', ['administrator']],
    ['admin_message/web/more', 'x', []],
    [`admin_settings/delegator_update/${POOL}`, true, ['administrator']],
    ['users/privMeta/user/myEmail', 'me@example.org', ['user']],
    [`users/privMeta/user/myAddresses/${KEY}/nickname`, 'Savings', ['user']],
    [`users/privMeta/user/myAddresses/${POOL}/nickname`, 'not mine', []],
    ['users/privMeta/user/authority', 'administrator', []],
    [`users/privMeta/user/myPools/${POOL}`, true, []],
    ['users/privMeta/user/mySubscriptions/all', 0, []],
    ['users/pubMeta/user/nickName', 'Me', ['user']],
    [`users/pubMeta/user/activeDelegations/${POOL}`, { [KEY]: 1 }, []],
    ['users/auth/user/gcm_token', TOKEN, ['user']],
    ['users/auth/user/passwordHash', '$2b$10$mine', []],
    [`users/addr2user/${KEY}`, 'other', []],
    ['translations/de/title', 'Titel', ['user', 'administrator']],
    ['translations/xx/title', 'of no language', []],
    ['portfolios/a', { id: 'a', name: 'A', pools: [POOL], display: true, created_at: 1 }, ['administrator']],
    ['stats_labels/a', { name: 'A', disabled: false, axis: 'y1', divisor: 1e6 }, ['administrator']],
    ['portfolios', { a: { name: 'all at once' } }, []],
    [`legacy_alerts/${POOL}/block_production/${TOKEN}`, { enabled: true }, EVERYBODY],
    [`legacy_alerts/${POOL}/pledge/${TOKEN}`, { enabled: true }, EVERYBODY],
    [`legacy_alerts/${POOL}/saturation/${TOKEN}`, { limit: 0.999 }, EVERYBODY],
    [`legacy_alerts/${POOL}/fee/${TOKEN}`, { fixedFee: 340e6, variableFee: 2.5, pledge: 1e12 }, EVERYBODY],
    [`legacy_alerts/${POOL}/roi/${TOKEN}`, { enabled: true }, []],
    [`legacy_alerts/${KEY}/pledge/${TOKEN}`, { enabled: true }, []],
    [`legacy_users/${TOKEN}/accounts/a`, { name: 'b' }, []],
    ['recent_block/block', 1, []],
    ['chat/rooms/a', 2, []],
    ['anything', 1, []],
  ])('%s', async (path, value, expected) => {
    expect(await whoMay((person) => set(place(person, path), value))).toEqual(expected);
  });

  test.each<[string, unknown]>([
    [`stake_pools/${POOL}/g`, 'g'.repeat(101)],
    [`stake_pools/${POOL}/g`, { deep: 1 }],
    [`stake_pools/${POOL}/g`, null],
    [`stake_pools/${POOL}/xx`, 'true'],
    [`stake_pools/${POOL}`, null],
    [`pool_stats/${HIS}/public_note`, 'n'.repeat(1_025)],
    [`pool_stats/${HIS}/public_note`, '<script>alert(1)</script>'],
    [`pool_stats/${HIS}/public_note`, '<img src=x onerror=alert(1)>'],
    [`pool_stats/${HIS}/public_note`, '<a href="javascript:alert(1)">x</a>'],
    [`pool_stats/${HIS}/public_note`, '<a href="&#106;avascript:alert(1)">x</a>'],
    [`pool_stats/${HIS}/public_note`, '<a href="java\tscript:alert(1)">x</a>'],
    ['admin_message/title', 't'.repeat(201)],
    ['portfolios/a', 'A'],
    ['portfolios/a', { name: 'n'.repeat(5_001) }],
    ['portfolios/a', { name: 'A', pools: [{ deep: 1 }] }],
    [`admin_settings/delegator_update/${POOL}`, false],
    ['users/privMeta/administrator/myEmail', 'no address'],
    ['users/pubMeta/administrator/nickName', 'n'.repeat(61)],
    ['users/auth/administrator/gcm_token', 'short'],
    ['translations/de/title', 7],
    [`legacy_alerts/${POOL}/pledge/short`, { enabled: true }],
    [`legacy_alerts/${POOL}/pledge/${TOKEN}`, { enabled: false }],
    [`legacy_alerts/${POOL}/pledge/${TOKEN}`, { enabled: true, more: 'x' }],
    [`legacy_alerts/${POOL}/pledge/${TOKEN}`, true],
    [`legacy_alerts/${POOL}/saturation/${TOKEN}`, { limit: -1 }],
    [`legacy_alerts/${POOL}/fee/${TOKEN}`, { fixedFee: 1.5, variableFee: 2, pledge: 1 }],
    [`legacy_alerts/${POOL}/fee/${TOKEN}`, { fixedFee: 1, variableFee: 101, pledge: 1 }],
    [`legacy_alerts/${POOL}/fee/${TOKEN}`, { fixedFee: 1, variableFee: 2 }],
  ])('not even an administrator %s = %j', async (path, value) => {
    await expect(set(place('administrator', path), value)).rejects.toThrow(/permission.denied/i);
  });
});
