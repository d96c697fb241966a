import { lovelace, type StakeCredential } from '@pooltool/domain';
import { keyCredential, testPool, testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { changeSettings } from '@pooltool/store/accounts';
import { addOperatorPools, keyName, removeOperatorPools, revokeKey, saveKeys } from '@pooltool/store/keys';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { redraw } from '../src/redraw.ts';
import { loadLive } from './live-truth.ts';
import { openStage, type Stage } from './stage.ts';

const ADA = 1_000_000n;
const [WARM, COLD] = [keyCredential(61), keyCredential(62)];
const [ONE, TWO] = [testPoolId(1), testPoolId(2)];
const UID = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const OTHER = '1c4d0b63-9b90-4b2d-8f66-1e3c0d102b22';
const KEY = 'ptk_4sRbV9vNqkXGmZr7PzCw1uDfHaB';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.database.pool.query(
    'truncate account_user, operator_pool, api_key, user_document_gone, document_mark cascade',
  );
  await stage.forgetDocuments();
  for (const uid of [UID, OTHER])
    await stage.database.pool.query(
      `insert into account_user (user_id, password_hash, created_at) values ($1, $2, now())`,
      [uid, `scrypt.15.8.3.${'s'.repeat(22)}.${'h'.repeat(43)}`],
    );
});

const proven = ({ hash }: StakeCredential, uid = UID) =>
  stage.database.pool.query(
    `insert into user_address (credential, credential_kind, user_id, proven_at) values (decode($1, 'hex'), 0, $2, now())`,
    [hash, uid],
  );
const taken = ({ hash }: StakeCredential) =>
  stage.database.pool.query(`delete from user_address where credential = decode($1, 'hex')`, [hash]);
const named = (addressNicknames: Record<string, string>, uid = UID) =>
  inTransaction(stage.database.pool, (tx) => changeSettings(tx, uid, { addressNicknames }));
const own = (path = '') => stage.read(`users/privMeta/${UID}${path}`);
/** As a client writes, past the publisher. */
const clientWrites = (path: string, value: string) => stage.sinks.firebase.update(new Map([[`users/${path}`, value]]));

describe("a user's documents", () => {
  test('are none as long as he has proven nothing, whatever he set', async () => {
    await named({ [WARM.hash]: 'warm' });
    await stage.drain();
    await redraw(stage.database.pool, { kinds: ['user'] });
    await stage.drain();
    expect(stage.read('users')).toBeNull();
  });

  test('show each proven address as a map, and a name where we know one', async () => {
    await proven(WARM);
    await named({ [WARM.hash]: 'warm' });
    await proven(COLD);
    await proven(keyCredential(63), OTHER);
    await stage.drain();
    expect(own()).toEqual({
      authority: 'delegator',
      myAddresses: { [WARM.hash]: { proven: true, nickname: 'warm' }, [COLD.hash]: { proven: true } },
    });
  });

  test('leave alone what clients wrote beside them', async () => {
    await proven(WARM);
    await stage.drain();
    await clientWrites(`privMeta/${UID}/myAddresses/${WARM.hash}/nickname`, 'by the app');
    await clientWrites(`privMeta/${UID}/myEmail`, 'a@b.c');
    await clientWrites(`pubMeta/${UID}/nickName`, 'me');
    await proven(COLD);
    await redraw(stage.database.pool, { kinds: ['user'], evenIfUnchanged: true });
    await stage.drain();
    expect(own(`/myAddresses/${WARM.hash}`)).toEqual({ proven: true, nickname: 'by the app' });
    expect(own('/myEmail')).toBe('a@b.c');
    expect(stage.read(`users/pubMeta/${UID}`)).toEqual({ nickName: 'me' });
  });

  test('lose a name that was taken away, and show the one that came instead', async () => {
    await proven(WARM);
    await named({ [WARM.hash]: 'warm' });
    await stage.drain();
    await named({ [WARM.hash]: '' });
    await stage.drain();
    expect(own(`/myAddresses/${WARM.hash}`)).toEqual({ proven: true });
    await named({ [WARM.hash]: 'again' });
    await stage.drain();
    expect(own(`/myAddresses/${WARM.hash}`)).toEqual({ proven: true, nickname: 'again' });
  });

  test('lose an address with the name that a client gave it, and show it whole when it is back', async () => {
    await proven(WARM);
    await proven(COLD);
    await named({ [COLD.hash]: 'cold' });
    await stage.drain();
    await taken(COLD);
    await stage.drain();
    expect(own('/myAddresses')).toEqual({ [WARM.hash]: { proven: true } });
    await proven(COLD);
    await stage.drain();
    expect(own(`/myAddresses/${COLD.hash}`)).toEqual({ proven: true, nickname: 'cold' });
  });

  test('lose an address also when the publisher has forgotten that it ever wrote it', async () => {
    await proven(WARM);
    await proven(COLD);
    await stage.drain();
    await taken(COLD);
    await stage.database.pool.query('truncate document_state');
    await stage.drain();
    expect(own('/myAddresses')).toEqual({ [WARM.hash]: { proven: true } });
  });

  test('give an address to whom it was given', async () => {
    await proven(WARM);
    await proven(COLD);
    await stage.drain();
    await stage.database.pool.query(`update user_address set user_id = $1 where credential = decode($2, 'hex')`, [
      OTHER,
      COLD.hash,
    ]);
    await stage.drain();
    expect(own('/myAddresses')).toEqual({ [WARM.hash]: { proven: true } });
    expect(stage.read(`users/privMeta/${OTHER}/myAddresses`)).toEqual({ [COLD.hash]: { proven: true } });
  });

  test('are gone with the user, what he wrote himself too, and come back with him', async () => {
    await proven(WARM);
    await addOperator(ONE);
    await stage.drain();
    for (const path of [`privMeta/${UID}/myEmail`, `pubMeta/${UID}/nickname`, `auth/${UID}/gcm_token`])
      await clientWrites(path, 'mine');
    await stage.database.pool.query(`delete from account_user where user_id = $1`, [UID]);
    await stage.drain();
    expect(stage.read('users')).toBeNull();
    await stage.database.pool.query(
      `insert into account_user (user_id, password_hash, created_at) values ($1, $2, now())`,
      [UID, `scrypt.15.8.3.${'s'.repeat(22)}.${'h'.repeat(43)}`],
    );
    await proven(WARM);
    await stage.drain();
    expect(own()).toMatchObject({ authority: 'delegator', myAddresses: { [WARM.hash]: { proven: true } } });
  });

  test('follow his authority', async () => {
    await proven(WARM);
    for (const [authority, shown] of [
      ['administrator', 'administrator'],
      ['groupadmin', 'groupadmin'],
      ['user', 'delegator'],
    ]) {
      await stage.database.pool.query(`update account_user set authority = $2 where user_id = $1`, [UID, authority]);
      await stage.drain();
      expect(own('/authority')).toBe(shown);
    }
  });

  test('show what his keys are called and what they speak for, never a key, and only those that are valid', async () => {
    await proven(WARM);
    await inTransaction(stage.database.pool, (tx) => saveKeys(tx, [{ key: KEY, user: UID, label: 'node' }], 0));
    await stage.drain();
    expect(own('/myApiKeys')).toBeNull();
    await addOperator(ONE);
    await addOperator(TWO);
    await stage.drain();
    expect(own('/myPools')).toEqual({ [ONE]: true, [TWO]: true });
    expect(own('/myApiKeys')).toEqual({
      [keyName(KEY)]: { api_key_name: 'node', shown: KEY.slice(0, 8), poolids: { [ONE]: true, [TWO]: true } },
    });
    expect(JSON.stringify(stage.read('users'))).not.toContain(KEY.slice(0, 9));
    await inTransaction(stage.database.pool, (tx) => removeOperatorPools(tx, [{ user: UID, pool: TWO }]));
    await inTransaction(stage.database.pool, (tx) => revokeKey(tx, keyName(KEY), 0));
    await stage.drain();
    expect([own('/myPools'), own('/myApiKeys')]).toEqual([{ [ONE]: true }, null]);
  });

  test('show what his addresses delegate by pool and address, and follow it from dump to dump', async () => {
    const POOLS = [testPool(1, { pledge: lovelace(0n) }), testPool(2)];
    await proven(WARM);
    await proven(COLD);
    const delegated = () => stage.read(`users/pubMeta/${UID}/activeDelegations`);
    await loadLive(stage.database.pool, 1, POOLS, [
      [WARM, 0, 2n * ADA, 1n * ADA],
      [COLD, 0, 5n * ADA, 0n],
      [keyCredential(63), 0, 7n * ADA, 0n],
    ]);
    await stage.drain();
    expect(delegated()).toEqual({ [ONE]: { [WARM.hash]: 3e6, [COLD.hash]: 5e6 } });
    stage.forget();
    await loadLive(stage.database.pool, 2, POOLS, [
      [WARM, 0, 2n * ADA, 1n * ADA],
      [COLD, 1, 5n * ADA, 0n],
    ]);
    await stage.drain();
    expect(delegated()).toEqual({ [ONE]: { [WARM.hash]: 3e6 }, [TWO]: { [COLD.hash]: 5e6 } });
    await loadLive(stage.database.pool, 3, POOLS, []);
    await stage.drain();
    expect(delegated()).toBeNull();
  });

  test('are not written again when nothing of them changed', async () => {
    await proven(WARM);
    await stage.drain();
    stage.forget();
    await redraw(stage.database.pool, { kinds: ['user'] });
    await stage.drain();
    expect([stage.drawn.get('user'), stage.billed.get('firebase_upload')]).toEqual([0, undefined]);
  });
});

const addOperator = (pool: typeof ONE) =>
  inTransaction(stage.database.pool, (tx) => addOperatorPools(tx, [{ user: UID, pool }], 0));
