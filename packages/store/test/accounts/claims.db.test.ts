import { randomUUID } from 'node:crypto';
import { lovelace, preview, type StakeCredential, stakeCredential } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  claim,
  claimStates,
  completeClaims,
  newSessionToken,
  openSession,
  ownerOf,
  sessionUser,
  userProfile,
} from '../../src/accounts/index.ts';
import { rollBackTo } from '../../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { credentialNumber } from '../chain/small-chain.ts';
import { OURS_TEXT } from '../verifications/paying-chain.ts';
import { ASKED_MS, ask, EMPTIED, HASH, openPurses, type Purses, user } from './paying.ts';

const ALICE = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const BOB = '1b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a22';
const OURS = credentialNumber(0xa1);
const OTHER = credentialNumber(0xb2);

let database: TestDatabase;
let purses: Purses;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query(EMPTIED);
  purses = await openPurses(database.pool, [OURS, OTHER]);
});

const complete = (credential: StakeCredential = OURS) =>
  inTransaction(database.pool, (tx) => completeClaims(tx, credential, ASKED_MS));
const owner = async (credential: StakeCredential = OURS) => (await ownerOf(database.pool, credential))?.user ?? null;

test('who registers has no address before he paid from it, and has it once he did', async () => {
  expect(await user(database.pool, ALICE)).toBe(true);
  const due = await ask(database.pool, { user: ALICE, credential: OURS });
  await complete();
  expect(await owner()).toBeNull();
  await purses.pay(OURS, due);
  await complete();
  expect(await owner()).toBe(ALICE);
  expect((await userProfile(database.pool, ALICE))?.addresses).toEqual([OURS]);
  expect(await claimStates(database.pool, OURS)).toMatchObject([{ outcome: 'done', amount: due.amount }]);
});

test('a payment from another address proves nothing', async () => {
  await user(database.pool, ALICE);
  await purses.pay(OTHER, await ask(database.pool, { user: ALICE, credential: OURS }));
  await complete();
  expect(await owner()).toBeNull();
});

test('a key and a script of equal bytes are two addresses', async () => {
  await user(database.pool, ALICE);
  await purses.pay(OURS, await ask(database.pool, { user: ALICE, credential: OURS }));
  await complete();
  expect(await owner(stakeCredential('script', OURS.hash))).toBeNull();
});

test('asked again, a user is told the same payment; another user is told another one', async () => {
  await user(database.pool, ALICE);
  await user(database.pool, BOB);
  const first = await ask(database.pool, { user: ALICE, credential: OURS });
  expect(await ask(database.pool, { user: ALICE, credential: OURS })).toEqual(first);
  expect((await ask(database.pool, { user: BOB, credential: OURS })).amount).not.toBe(first.amount);
});

test('an amount that is waited for is passed over, and he who draws is told for the how manieth time', async () => {
  await user(database.pool, ALICE);
  const first = await ask(database.pool, { user: ALICE, credential: OURS });
  const drawing = (amountOf: (drawn: number) => bigint) => {
    const drawn: number[] = [];
    const claimed = inTransaction(database.pool, (tx) =>
      claim(tx, {
        ...{ network: preview, user: ALICE, credential: OTHER, purpose: { kind: 'address' }, address: OURS_TEXT },
        ...{ nowMs: ASKED_MS, lastsMs: 86_400_000 },
        amount: (time) => {
          drawn.push(time);
          return lovelace(amountOf(time));
        },
      }),
    );
    return { drawn, claimed };
  };
  const none = drawing(() => first.amount);
  await expect(none.claimed).rejects.toMatchObject({ code: 'POOLTOOL_TOO_MANY_CLAIMS' });
  const third = drawing((time) => (time < 3 ? first.amount : 7n));
  expect([(await third.claimed).amount, third.drawn]).toEqual([7n, [1, 2, 3]]);
});

test('of two who ask for one address, the payment tells whose it is, and the other one is told that it is lost', async () => {
  await user(database.pool, ALICE);
  await user(database.pool, BOB);
  const ofAlice = await ask(database.pool, { user: ALICE, credential: OURS });
  const ofBob = await ask(database.pool, { user: BOB, credential: OURS });
  await purses.pay(OURS, ofBob);
  await purses.pay(OURS, ofAlice);
  await complete();
  expect(await owner()).toBe(BOB);
  const states = await claimStates(database.pool, OURS);
  expect(new Map(states.map((state) => [state.user, state.outcome]))).toEqual(
    new Map([
      [ALICE, 'lost'],
      [BOB, 'done'],
    ]),
  );
});

test('a new password holds once it is paid for, and ends every session; what somebody else asked for does not', async () => {
  await user(database.pool, ALICE);
  await purses.pay(OURS, await ask(database.pool, { user: ALICE, credential: OURS }));
  await complete();
  const token = newSessionToken(new Uint8Array(32).fill(3));
  await inTransaction(database.pool, (tx) => openSession(tx, { token, user: ALICE, nowMs: ASKED_MS }));
  const password = (letter: string) => ({ kind: 'password', passwordHash: `${HASH.slice(0, -1)}${letter}` }) as const;
  const mine = await ask(database.pool, { user: ALICE, credential: OURS, purpose: password('m') });
  const thiefs = await ask(database.pool, { user: ALICE, credential: OURS, purpose: password('t') });
  expect(thiefs.amount).not.toBe(mine.amount);
  await purses.pay(OURS, mine);
  expect(await sessionUser(database.pool, token, ASKED_MS)).toBe(ALICE);
  await complete();
  expect((await ownerOf(database.pool, OURS))?.passwordHash).toBe(password('m').passwordHash);
  expect(await sessionUser(database.pool, token, ASKED_MS)).toBeNull();
});

test('who registered, proved nothing and waits for nothing is gone after a week, when others come', async () => {
  const week = 7 * 86_400_000;
  await user(database.pool, ALICE);
  await user(database.pool, BOB);
  await ask(database.pool, { user: BOB, credential: OURS });
  await user(database.pool, randomUUID(), ASKED_MS + week + 1);
  const found = await Promise.all([ALICE, BOB].map((id) => userProfile(database.pool, id)));
  expect(found.map((one) => one?.user ?? null)).toEqual([null, BOB]);
});

test('who paid and never asked since is not gone, also when no roll backward can change his payment any more', async () => {
  await user(database.pool, ALICE);
  await purses.pay(OURS, await ask(database.pool, { user: ALICE, credential: OURS }));
  await database.pool.query('update verification set open = false');
  await user(database.pool, BOB, ASKED_MS + 30 * 86_400_000);
  await complete();
  expect(await owner()).toBe(ALICE);
});

test('a payment that is undone before anybody asked proves nothing; what it proved already stays', async () => {
  const undo = () => inTransaction(database.pool, (tx) => rollBackTo(tx, null));
  await user(database.pool, ALICE);
  await purses.pay(OURS, await ask(database.pool, { user: ALICE, credential: OURS }));
  await undo();
  await complete();
  expect(await owner()).toBeNull();
  purses = await openPurses(database.pool, [OURS, OTHER]);
  await purses.pay(OTHER, await ask(database.pool, { user: ALICE, credential: OTHER }));
  await complete(OTHER);
  await undo();
  await complete(OTHER);
  expect(await owner(OTHER)).toBe(ALICE);
});

const steps = fc.array(
  fc.record({
    what: fc.constantFrom('register', 'ask', 'pay', 'complete'),
    who: fc.nat({ max: 2 }),
    address: fc.nat({ max: 1 }),
  }),
  { minLength: 4, maxLength: 14 },
);

test('however people register, ask, pay and ask again, also at once, an address never has two users, and never changes its user', async () => {
  const users = [ALICE, BOB, '2b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a33'];
  const addresses = [OURS, OTHER];
  await fc.assert(
    fc.asyncProperty(steps, async (told) => {
      await database.pool.query(EMPTIED);
      const { pay } = await openPurses(database.pool, addresses);
      const dues: { readonly address: StakeCredential; readonly due: Awaited<ReturnType<typeof ask>> }[] = [];
      const seen = new Map<string, string>();
      for (const { what, who, address } of told) {
        const id = users[who] ?? ALICE;
        const credential = addresses[address] ?? OURS;
        if (what === 'register') await user(database.pool, id);
        if (what === 'ask' && (await userProfile(database.pool, id)) !== null)
          dues.push({ address: credential, due: await ask(database.pool, { user: id, credential }) });
        const paid = what === 'pay' ? dues.shift() : undefined;
        if (paid !== undefined) await pay(paid.address, paid.due);
        if (what === 'complete') await Promise.all(addresses.flatMap((one) => [complete(one), complete(one)]));
        for (const one of addresses) {
          const now = await owner(one);
          const before = seen.get(one.hash);
          if (before !== undefined) expect(now).toBe(before);
          if (now !== null) seen.set(one.hash, now);
        }
      }
      const { rows } = await database.pool.query<{ most: bigint | null }>(
        `select max(n) as most from (
           select count(distinct user_id) as n from user_address group by credential, credential_kind) as counted`,
      );
      expect(rows[0]?.most ?? 1n).toBe(1n);
    }),
    { numRuns: 25 },
  );
});
