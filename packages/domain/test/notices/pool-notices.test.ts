import {
  epoch,
  type PoolEvent,
  type PromisedParameters,
  poolChanges,
  poolNotices,
  ratio,
  slot,
  transactionId,
} from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';
import { describe, expect, test } from 'vitest';

const pool = testPoolId(7);
const certificate = {
  transactionId: transactionId(hash32(9)),
  certificateIndex: 2,
  pool,
  slot: slot(500),
};
const named = `${hash32(9)}:2`;

const FIRST: PromisedParameters = { pledge: 10n, cost: 340_000_000n, margin: ratio(1n, 20n) };
const registered = (of: number, parameters: PromisedParameters): PoolEvent<PromisedParameters> => ({
  kind: 'registration',
  epoch: epoch(of),
  parameters,
});
const retires = (of: number, at: number): PoolEvent<PromisedParameters> => ({
  kind: 'retirement',
  epoch: epoch(of),
  retiringEpoch: epoch(at),
});

/** What is said of the last of these events. */
function told(...events: readonly PoolEvent<PromisedParameters>[]) {
  const [event] = events.slice(-1);
  const [news] = poolChanges({ events, before: null }).slice(-1);
  if (event === undefined || news === undefined) throw new Error('there is an event');
  return poolNotices(certificate, event, news.changes);
}

describe('of a certificate people hear', () => {
  test('a new pool, with what it promises and from when its blocks count', () => {
    expect(told(registered(4, FIRST))).toEqual([
      {
        key: `wallet_newpool:${named}`,
        kind: 'wallet_newpool',
        subject: pool,
        slot: 500,
        payload: { pool, epoch_effective: 6, pledge: '10', cost: '340000000', margin: '1/20' },
      },
    ]);
  });

  test('each changed value by itself, from the first epoch whose blocks go by it', () => {
    const changed = { pledge: 2n ** 63n + 1n, cost: 170_000_000n, margin: ratio(1n, 3n) };
    const change = (old_value: string, new_value: string) => ({ epoch_effective: 7, old_value, new_value });
    expect(told(registered(0, FIRST), registered(4, changed))).toEqual(
      [
        { pledge: change('10', '9223372036854775809') },
        { margin: change('1/20', '1/3') },
        { cost: change('340000000', '170000000') },
      ].map((value) => ({
        key: `wallet_poolchange:${named}:${Object.keys(value)[0]}`,
        kind: 'wallet_poolchange',
        subject: pool,
        slot: 500,
        payload: { pool, change: value },
      })),
    );
  });

  test('nothing when nothing changes', () => {
    expect(told(registered(0, FIRST), registered(4, { ...FIRST, margin: ratio(2n, 40n) }))).toEqual([]);
  });

  test('that the pool retires, and that it does not after all', () => {
    expect(told(registered(0, FIRST), retires(4, 9))).toMatchObject([
      { key: `pool_retirement:${named}`, payload: { pool, retiring_epoch: 9, instead: null } },
    ]);
    expect(told(registered(0, FIRST), retires(4, 9), retires(4, 8))).toMatchObject([
      { kind: 'pool_retirement', payload: { retiring_epoch: 8, instead: 9 } },
    ]);
    expect(told(registered(0, FIRST), retires(4, 9), registered(5, FIRST))).toEqual([
      {
        key: `pool_retirement_cancelled:${named}`,
        kind: 'pool_retirement_cancelled',
        subject: pool,
        slot: 500,
        payload: { pool, retiring_epoch: 9 },
      },
    ]);
  });

  test('values that survive JSON to the last lovelace', () => {
    const notices = told(registered(0, FIRST), registered(4, { ...FIRST, pledge: 2n ** 64n - 1n }));
    expect(JSON.parse(JSON.stringify(notices))).toEqual(notices);
    expect(JSON.stringify(notices)).toContain(`"new_value":"${2n ** 64n - 1n}"`);
  });
});
