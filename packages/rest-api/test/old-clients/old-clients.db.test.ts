import { randomUUID } from 'node:crypto';
import { preview, slot, slotStartMs } from '@pooltool/domain';
import { encodeBech32, fromHex } from '@pooltool/shared-utils/crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf, OURS_TEXT } from '../../../store/test/verifications/paying-chain.ts';
import { type Answer, PASSWORD, stakeAddress } from '../accounts/accounts-stage.ts';
import { CLIENT, type OldClientsStage, oldClientsStage } from './old-clients-stage.ts';

const ANOTHER = 'battery staple';
let stage: OldClientsStage;
beforeAll(async () => {
  stage = await oldClientsStage();
});
afterAll(() => stage.close());

const NOW = slotStartMs(preview, slot(15));
/** The app's typed model: all there, of these types, and no number is a string (clients.md 3.9, 7 trap 14). */
function expectStatus({ status: code, json, text }: Answer, expected: Readonly<Record<string, unknown>>): void {
  expect([code, json], text).toEqual([
    200,
    {
      status: expect.any(String),
      createdDate: expect.any(Number),
      paymentToAddress: expect.any(String),
      paymentAmount: expect.any(Number),
      verificationDate: null,
      stakeKeyHash: expect.stringMatching(/^[0-9a-f]{56}$/),
      userId: expect.any(String),
      ...expected,
    },
  ]);
}

describe.each([
  ['the website', '/v1', 0],
  ['the app', '/v0', 4],
])('%s', (_who, root, first) => {
  const user = randomUUID();
  const address = () => stakeAddress(stage.payer(first));
  const hash = () => stage.payer(first).hash;
  const verification = `${root}/verification`;
  let asked: Answer;

  test('begins with an id of its own, and is told what to pay in thousandths of an ada', async () => {
    asked = await stage.post(`${verification}/${address()}`, { userId: user, password: PASSWORD });
    expectStatus(asked, {
      status: 'pending',
      createdDate: NOW,
      paymentToAddress: OURS_TEXT,
      stakeKeyHash: hash(),
      userId: user,
    });
    expect(Number(asked.json['paymentAmount']) % 1000).toBe(0);
  });

  test('is told the same when it asks again, and when it waits', async () => {
    const again = await stage.post(`${verification}/${address()}`, { userId: user, password: PASSWORD });
    expect(again.json).toEqual(asked.json);
    const polled = await stage.get(`${verification}/${address()}?userId=${user}`);
    expect(polled.json).toEqual(asked.json);
  });

  test('does not sign in before it paid', async () => {
    const { status, json } = await stage.post(`${root}/auth/login`, { address: address(), password: PASSWORD });
    expect([status, json['message']]).toEqual([401, 'nobody has proven this address with this password']);
  });

  test('hears that the address is verified, whichever of its forms it asks for', async () => {
    await stage.pay(first, asked);
    const receiving = encodeBech32('addr_test', fromHex(addressOf(stage.payer(first))));
    expect(receiving.length).toBeGreaterThan(100);
    for (const form of [address(), hash(), address().toUpperCase(), receiving]) {
      const polled = await stage.get(`${verification}/${form}?userId=${user.toUpperCase()}`);
      expectStatus(polled, { ...asked.json, status: 'verified', verificationDate: NOW });
    }
    const again = await stage.post(`${verification}/${address()}`, { userId: user, password: PASSWORD });
    expectStatus(again, { ...asked.json, status: 'verified', verificationDate: NOW });
  });

  test('signs in with a token for the id that it chose', async () => {
    const { status, json } = await stage.post(`${root}/auth/login`, { address: address(), password: PASSWORD });
    expect([status, Object.keys(json)]).toEqual([200, ['token']]);
    expect(JSON.parse(String(json['token']))).toEqual({ user, authority: 'user', client: true });
  });

  test('adds another address with its password', async () => {
    const other = stakeAddress(stage.payer(first + 1));
    await stage.pay(first + 1, await stage.post(`${verification}/${other}`, { userId: user, password: PASSWORD }));
    const { json } = await stage.post(`${root}/auth/login`, { address: other, password: PASSWORD });
    expect(JSON.parse(String(json['token']))).toMatchObject({ user });
  });

  test('another user cannot prove the address: 422', async () => {
    const stranger = { userId: randomUUID(), password: PASSWORD };
    const posted = await stage.post(`${verification}/${address()}`, stranger);
    const polled = await stage.get(`${verification}/${address()}?userId=${stranger.userId}`);
    expect([posted.status, polled.status]).toEqual([422, 422]);
    expect(posted.json).toMatchObject({ error: { code: 'POOLTOOL_ADDRESS_REGISTERED' }, success: false });
  });

  test.each([ANOTHER, ''])("nobody adds an address to another's id with the password %j", async (password) => {
    const attackers = stakeAddress(stage.payer(first + 2));
    const { status, json } = await stage.post(`${verification}/${attackers}`, { userId: user, password });
    expect([status, json['error']]).toEqual([401, expect.objectContaining({ code: 'POOLTOOL_SIGN_IN_REFUSED' })]);
    expect((await stage.get(`${verification}/${attackers}?userId=${user}`)).status).toBe(404);
  });

  test('gets another password by paying, and the old one is refused', async () => {
    const forgot = `${root}/auth/forgotpassword`;
    const due = await stage.post(forgot, { address: address(), password: ANOTHER });
    expectStatus(due, { status: 'pending', stakeKeyHash: hash(), userId: '', paymentToAddress: OURS_TEXT });
    expect((await stage.get(`${forgot}/${address()}`)).json).toEqual(due.json);
    await stage.pay(first, due);
    expectStatus(await stage.get(`${forgot}/${address()}`), {
      ...due.json,
      status: 'verified',
      verificationDate: NOW,
    });
    const sign = (password: string) => stage.post(`${root}/auth/login`, { address: address(), password });
    expect([(await sign(PASSWORD)).status, (await sign(ANOTHER)).status]).toEqual([401, 200]);
  });

  test('is told 404 of what nobody asked for, and 400 of what is no address or too short a password', async () => {
    const nobodys = stakeAddress(stage.payer(first + 3));
    const body = { address: nobodys, password: ANOTHER };
    const answers = [
      await stage.get(`${root}/auth/forgotpassword/${nobodys}`),
      await stage.post(`${root}/auth/forgotpassword`, body),
      await stage.get(`${verification}/${nobodys}?userId=${user}`),
      await stage.get(`${root}/auth/forgotpassword/addr1`),
      await stage.post(`${root}/auth/login`, { address: 'stake1nonsense', password: PASSWORD }),
      await stage.post(`${root}/auth/login`, { address: nobodys }),
      await stage.post(`${verification}/${nobodys}`, { userId: 'me', password: PASSWORD }),
      await stage.get(`${verification}/${nobodys}`),
      await stage.post(`${verification}/${nobodys}`, { userId: randomUUID(), password: 'short' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 400, 400, 400, 400, 400, 400]);
  });
});

test('who waits for a password is told no amount when somebody else asked too: it might be paid for his', async () => {
  const { address } = await stage.appUser(8);
  const forgot = '/v0/auth/forgotpassword';
  const mine = await stage.post(forgot, { address, password: ANOTHER });
  await stage.clock.advance(1);
  const attackers = await stage.post(forgot, { address, password: 'of an attacker' });
  expect(attackers.json['paymentAmount']).not.toBe(mine.json['paymentAmount']);
  const polled = await stage.get(`${forgot}/${address}`);
  expectStatus(polled, { status: 'pending', paymentAmount: 0, paymentToAddress: '' });
  await stage.pay(8, mine);
  expectStatus(await stage.get(`${forgot}/${address}`), {
    status: 'verified',
    paymentAmount: mine.json['paymentAmount'],
    paymentToAddress: OURS_TEXT,
    verificationDate: NOW + 1,
  });
  const sign = (password: string) => stage.post('/v0/auth/login', { address, password });
  expect([(await sign('of an attacker')).status, (await sign(ANOTHER)).status]).toEqual([401, 200]);
});

test('whose an address is is told to nobody who only knows the address', async () => {
  const { user, address } = await stage.appUser(9);
  const due = await stage.post('/v1/auth/forgotpassword', { address, password: ANOTHER });
  const polled = await stage.get(`/v1/auth/forgotpassword/${address}`);
  const other = await stage.get(`/v1/verification/${address}?userId=${randomUUID()}`);
  for (const { text } of [due, polled, other]) expect(text).not.toContain(user);
});

test('a payment that comes too late is told as expired, and asking again goes on', async () => {
  const [userId, address] = [randomUUID(), stakeAddress(stage.payer(10))];
  const ask = () => stage.post(`/v0/verification/${address}`, { userId, password: PASSWORD });
  const first = await ask();
  await stage.clock.advance(86_400_001);
  await stage.database.pool.query(`update verification set state = 'expired', open = false where amount = $1`, [
    first.json['paymentAmount'],
  ]);
  expectStatus(await stage.get(`/v0/verification/${address}?userId=${userId}`), {
    ...first.json,
    status: 'expired',
  });
  expectStatus(await ask(), { status: 'pending', userId });
});

test('the header of the clients may be sent from any page', async () => {
  const { status, headers } = await stage.api.server
    .inject({
      method: 'OPTIONS',
      url: '/v1/auth/login',
      headers: {
        origin: 'https://pooltool.io',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key,content-type',
      },
    })
    .then((answer) => ({ status: answer.statusCode, headers: answer.headers }));
  expect(status).toBe(204);
  expect(headers['access-control-allow-headers']).toMatch(/x-api-key/i);
  expect((await stage.ask('POST', '/v1/auth/login', { headers: CLIENT, body: {} })).headers).toMatchObject({
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
  });
});
