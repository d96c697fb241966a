import { errorKind } from '@pooltool/shared-utils/errors';
import { memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { setAuthority } from '@pooltool/store/admin';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { endFirebaseSessions, keepEndingSessions } from '../../src/old-clients/end-firebase-sessions.ts';
import { PASSWORD } from '../accounts/accounts-stage.ts';
import { type OldClientsStage, oldClientsStage } from './old-clients-stage.ts';

const ANOTHER = 'battery staple';
const HOUR_MS = 3_600_000;

let stage: OldClientsStage;
let ended: string[] = [];
/** whose sessions Firebase does not end at this time */
let refused: string | null = null;
const endDue = () =>
  endFirebaseSessions({
    pool: stage.database.pool,
    clock: stage.clock,
    tokens: {
      endSessions: async (user) => {
        if (user === refused) throw new Error('Firebase is down');
        ended.push(user);
      },
    },
  });
beforeAll(async () => {
  stage = await oldClientsStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.database.pool.query('truncate firebase_sign_out');
  ended = [];
  refused = null;
});

async function forgets(person: number, address: string): Promise<void> {
  await stage.pay(person, await stage.post('/v0/auth/forgotpassword', { address, password: ANOTHER }));
  await stage.get(`/v0/auth/forgotpassword/${address}`);
}

test('what Firebase does not do at this time is done later, and keeps nobody else waiting', async () => {
  const [first, second] = [await stage.appUser(1), await stage.appUser(2)];
  await stage.post('/v0/auth/login', { address: first.address, password: PASSWORD });
  await stage.post('/v0/auth/login', { address: second.address, password: PASSWORD });
  refused = first.user;
  await forgets(1, first.address);
  await stage.clock.advance(1);
  await forgets(2, second.address);
  await expect(endDue()).rejects.toThrow('Firebase is down');
  expect(ended).toEqual([second.user]);
  refused = null;
  await endDue();
  expect(ended).toEqual([second.user, first.user]);
});

test('other authority ends them too: the old session says what he was', async () => {
  const { user } = await stage.member(3);
  await inTransaction(stage.database.pool, (tx) =>
    setAuthority(tx, { subject: user, authority: 'groupadmin', user: null, nowMs: stage.clock.now() }),
  );
  await endDue();
  expect(ended).toEqual([user]);
});

test('what may not go on is told to whoever runs it, and can be closed all the same', async () => {
  const broken = errorKind({ code: 'POOLTOOL_TEST_HALT', disposition: 'halt', says: 'it may not go on' });
  const { user } = await stage.member(4);
  await inTransaction(stage.database.pool, (tx) =>
    setAuthority(tx, { subject: user, authority: 'groupadmin', user: null, nowMs: stage.clock.now() }),
  );
  const { ended, close } = await keepEndingSessions({
    ...{ pool: stage.database.pool, clock: stage.clock, log: memoryLog(), signal: new AbortController().signal },
    tokens: {
      endSessions: async () => {
        throw broken();
      },
    },
  });
  await expect(ended).rejects.toMatchObject({ code: 'POOLTOOL_TEST_HALT' });
  await close();
});

// Last: payments on the stage's chain are of its first minutes.
test('another password ends the sessions with us and with Firebase, there once more when the last token has expired', async () => {
  const { user, token, key } = await stage.member(0);
  await endDue();
  expect(ended).toEqual([]);
  await forgets(0, key);
  expect((await stage.ask('GET', `/api/user/${user}`, { token })).status).toBe(401);
  await endDue();
  expect(ended).toEqual([user]);
  await endDue();
  expect(ended).toEqual([user]);
  await stage.clock.advance(HOUR_MS + 300_000);
  await endDue();
  await endDue();
  expect(ended).toEqual([user, user]);
});
