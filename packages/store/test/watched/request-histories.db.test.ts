import { credentialText, type StakeCredential, stakeCredential } from '@pooltool/domain';
import { hash28, keyCredential, scriptCredential, testPoolId } from '@pooltool/domain/testing';
import { inTransaction, type Transaction } from '@pooltool/shared-utils/pg';
import {
  MOST_KEYS_ASKED,
  requestHistories,
  restartKey,
  unwatchForgotten,
  watchedKeys,
  watchKeys,
} from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('truncate watched_key, document_mark, document_state, account cascade'));

const together = <Result>(work: (tx: Transaction) => Promise<Result>) => inTransaction(database.pool, work);
const ask = (...credentials: readonly StakeCredential[]) =>
  together((tx) =>
    requestHistories(
      tx,
      credentials.map(({ hash }) => hash),
    ),
  );
const watched = async () => (await watchedKeys(database.pool)).map(({ credential }) => credentialText(credential));

async function marks(): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ mark: string }>(
    `select kind || ' ' || subject || ' ' || marks as mark from document_mark order by mark`,
  );
  return rows.map(({ mark }) => mark);
}

const waitsForALock = async (): Promise<boolean> => {
  const { rowCount } = await database.pool.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount === 1;
};

const delegates = ({ kind, hash }: StakeCredential) =>
  database.pool.query(`insert into account values ($1, decode($2, 'hex'), true, decode($3, 'hex'))`, [
    kind === 'key' ? 0 : 1,
    hash,
    testPoolId(1),
  ]);

/** As the publisher leaves it. */
const written = (kind: string, subject: string) =>
  database.pool.query(`insert into document_state values ($1, $2, '\\x00', now())`, [kind, subject]);

describe('asking for a history', () => {
  test('has it watched and drawn; asking again marks nothing more', async () => {
    await ask(keyCredential(1), keyCredential(1), keyCredential(2));
    expect(await watched()).toEqual([`key:${hash28(1)}`, `key:${hash28(2)}`]);
    const first = await marks();
    expect(first).toEqual([
      `stake_hist key:${hash28(1)} 1`,
      `stake_hist key:${hash28(2)} 1`,
      `stake_history_file key:${hash28(1)} 1`,
      `stake_history_file key:${hash28(2)} 1`,
    ]);
    await ask(keyCredential(2), keyCredential(1));
    expect(await marks()).toEqual(first);
  });

  test('of nobody is answered, and of too many refused whole', async () => {
    expect(await ask()).toEqual([]);
    const many = Array.from({ length: MOST_KEYS_ASKED + 1 }, (_, tag) => keyCredential(tag));
    await expect(ask(...many)).rejects.toMatchObject({ code: 'POOLTOOL_TOO_MANY_KEYS', disposition: 'reject' });
    expect(await watched()).toEqual([]);
  });

  test('by many at once with the keys in any order ends with each key once', async () => {
    const keys = [1, 2, 3, 4, 5].map(keyCredential);
    await Promise.all([ask(...keys), ask(...[...keys].reverse()), ask(...keys.slice(2), ...keys.slice(0, 2))]);
    expect(await watched()).toEqual(keys.map(credentialText));
  });
});

describe('of two credentials with equal bytes', () => {
  test('the one that delegates is meant', async () => {
    await delegates(scriptCredential(7));
    expect(await ask(keyCredential(7))).toEqual([scriptCredential(7)]);
  });

  test('the key is, where nothing is known and where both delegate', async () => {
    await Promise.all([delegates(scriptCredential(8)), delegates(keyCredential(8))]);
    expect(await ask(keyCredential(7), keyCredential(8))).toEqual([keyCredential(7), keyCredential(8)]);
  });

  test('a script that delegates no more keeps the history that it had', async () => {
    await delegates(scriptCredential(7));
    await ask(keyCredential(7));
    await database.pool.query('update account set pool_id = null, registered = false');
    expect(await ask(keyCredential(7))).toEqual([scriptCredential(7)]);
    expect(await watched()).toEqual([`script:${hash28(7)}`]);
    await delegates(keyCredential(7));
    expect(await ask(keyCredential(7))).toEqual([keyCredential(7)]);
  });

  test('one is watched: the other takes its place and its documents when it turns out to be meant', async () => {
    await ask(keyCredential(7));
    await written('stake_hist', `key:${hash28(7)}/5`);
    await written('stake_hist', `key:${hash28(77)}/5`);
    await delegates(scriptCredential(7));
    await ask(keyCredential(7));
    expect(await watched()).toEqual([`script:${hash28(7)}`]);
    expect(await marks()).toContain(`stake_hist script:${hash28(7)} 1`);
    const { rows } = await database.pool.query('select subject from document_state');
    expect(rows).toEqual([{ subject: `key:${hash28(77)}/5` }]);
  });
});

describe('a watched key', () => {
  test('that nobody wanted to see for long is forgotten, and asking keeps it', async () => {
    await ask(keyCredential(1), keyCredential(2));
    await database.pool.query(`update watched_key set asked_at = now() - interval '400 days'`);
    await ask(keyCredential(2));
    expect(await together((tx) => unwatchForgotten(tx, 365))).toBe(1);
    expect(await watched()).toEqual([`key:${hash28(2)}`]);
  });

  test('that somebody asks for while the forgotten are swept stays', async () => {
    await ask(keyCredential(1));
    await database.pool.query(`update watched_key set asked_at = now() - interval '400 days'`);
    let sweeping: Promise<number> = Promise.resolve(0);
    await together(async (tx) => {
      await requestHistories(tx, [keyCredential(1).hash]);
      sweeping = together((other) => unwatchForgotten(other, 365));
      await expect.poll(waitsForALock).toBe(true);
    });
    expect(await sweeping).toBe(0);
    expect(await watched()).toEqual([`key:${hash28(1)}`]);
  });

  test('begins anew when it is told to, with its sums and whatever was written', async () => {
    const one = stakeCredential('key', hash28(1));
    expect(await together((tx) => restartKey(tx, one))).toBe(false);
    await together((tx) => watchKeys(tx, [one]));
    await database.pool.query(`update watched_key set summed = true`);
    await written('stake_hist', `key:${hash28(1)}/pivotedToEpoch`);
    expect(await together((tx) => restartKey(tx, one))).toBe(true);
    expect(await watchedKeys(database.pool)).toEqual([{ credential: one, summed: false }]);
    expect((await database.pool.query('select 1 from document_state')).rows).toEqual([]);
  });
});
