import { describe, expect, expectTypeOf, test } from 'vitest';
import { type AnswerOf, type Client, openClient, openPushes, type PoolToolError, type Push } from '../src/index.ts';

/** Never asked: what follows is for the compiler. A `ts-expect-error` that is none fails `tsc`. */
const client: Client = openClient({ baseUrl: 'http://127.0.0.1:1' });
const wrong: readonly (() => unknown)[] = [
  // @ts-expect-error there is no such operation
  () => client.call('listEpoch'),
  // @ts-expect-error it needs an epoch
  () => client.call('getEpoch'),
  // @ts-expect-error an epoch is a number
  () => client.call('getEpoch', { path: { epoch: '3' } }),
  // @ts-expect-error there is no such parameter
  () => client.call('listEpochs', { query: { limits: 3 } }),
  // @ts-expect-error it reads no body
  () => client.call('listEpochs', { body: {} }),
  // @ts-expect-error it needs a password
  () => client.call('login', { body: { stake_key: 'stake1…' } }),
  // @ts-expect-error it has no pages
  () => client.pages('getEpoch', { path: { epoch: 3 } }),
  // @ts-expect-error it is no CSV
  () => client.csv('listEpochs'),
  // @ts-expect-error there is no such channel
  () => openPushes({ url: 'ws://127.0.0.1:1' }).subscribe('block', {}, () => {}),
  // @ts-expect-error it needs a pool
  () => openPushes({ url: 'ws://127.0.0.1:1' }).subscribe('pool_stats', {}, () => {}),
];

describe('the types', () => {
  test('refuse what the API would refuse', () => {
    expect(wrong).toHaveLength(10);
  });

  test('know amounts: text in /v1, and number or bigint where old shapes have numbers', () => {
    type Reward = AnswerOf<'listAccountRewards'>['rewards'][number];
    expectTypeOf<Reward['amount']>().toEqualTypeOf<string>();
    expectTypeOf<AnswerOf<'websiteActiveStake'>['total_active_stake']>().toEqualTypeOf<number | bigint>();
    expectTypeOf<AnswerOf<'listEpochsCsv'>>().toEqualTypeOf<string>();
  });

  test('let nobody change what is kept', () => {
    const change = (answer: AnswerOf<'listEpochs'>): void => {
      // @ts-expect-error answers are read only: the next caller is given the same object
      answer.next = null;
    };
    expectTypeOf(change).toBeFunction();
  });

  test('tell updates from snapshots', () => {
    expectTypeOf<Extract<Push<'pools'>, { kind: 'snapshot' }>['data']>().toEqualTypeOf<AnswerOf<'websitePools'>>();
    expectTypeOf<Extract<Push<'pools'>, { kind: 'update' }>['data']['id']>().toEqualTypeOf<string>();
  });

  test('name the codes of failures, and leave room for later ones', () => {
    expectTypeOf<'POOLTOOL_EPOCH_UNKNOWN'>().toExtend<PoolToolError['code']>();
    expectTypeOf<'POOLTOOL_OF_NEXT_YEAR'>().toExtend<PoolToolError['code']>();
    expectTypeOf<3>().not.toExtend<PoolToolError['code']>();
  });
});
