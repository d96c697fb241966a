import { preview } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { keyBook, keyHash, newApiKey } from '@pooltool/store/keys';
import { expect, test } from 'vitest';
import { serveApi, unreachablePool } from '../served-api.ts';

const [OURS, OUR_OTHER, OUR_OLD, REVOKED] = [
  newApiKey(new Uint8Array(20).fill(1)),
  newApiKey(new Uint8Array(20).fill(2)),
  '0f4aee4b-2f0e-4b0d-9c0e-3f6a2b1c0d9e',
  newApiKey(new Uint8Array(20).fill(3)),
];
const OPERATOR = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a12';
const OTHER = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a13';
const THEIRS = newApiKey(new Uint8Array(20).fill(4));
const BOOK = keyBook(
  [
    ...[OURS, OUR_OTHER, OUR_OLD].map((key) => ({ hash: keyHash(key), user: OPERATOR, revoked: false })),
    { hash: keyHash(REVOKED), user: OPERATOR, revoked: true },
    { hash: keyHash(THEIRS), user: OTHER, revoked: false },
  ],
  new Map([[OPERATOR, new Set([testPoolId(1)])]]),
);

/** A reading route that fails before it reads: what counts is what it costs. */
const URL = '/v1/epochs/soon';

function served() {
  const { server, clock } = serveApi({
    pool: unreachablePool(),
    network: preview,
    allowance: { perSecond: 1, burst: 2 },
    keyed: { allowance: { perSecond: 2, burst: 4 }, keys: () => BOOK },
  });
  const ask = async (headers: Readonly<Record<string, string>>, { url = URL, from = '203.0.113.5' } = {}) => {
    const answer = await server.inject({ url, headers, remoteAddress: from });
    return {
      status: answer.statusCode,
      code: JSON.parse(answer.body).error?.code,
      limit: answer.headers.ratelimit,
      policy: answer.headers['ratelimit-policy'],
      asks: answer.headers['www-authenticate'],
    };
  };
  return { ask, clock };
}

test('who shows a key has the allowance of keys, which is published, from whatever address', async () => {
  const { ask } = served();
  expect(await ask({ authorization: `Bearer ${OURS}` })).toMatchObject({
    status: 400,
    limit: '"key";r=3;t=1',
    policy: '"key";q=4;w=2',
  });
  expect(await ask({ 'x-api-key': OURS }, { from: '203.0.113.6' })).toMatchObject({ limit: '"key";r=2;t=1' });
  expect(await ask({})).toMatchObject({ limit: '"address";r=1;t=1', policy: '"address";q=2;w=2' });
});

test('all keys of one operator are counted together, an old one too; others have their own', async () => {
  const { ask, clock } = served();
  const shown = [OURS, OUR_OTHER, OUR_OLD, OUR_OLD.toUpperCase().replaceAll('-', '')];
  for (const key of shown) expect(await ask({ authorization: `bearer ${key}` })).toMatchObject({ status: 400 });
  expect(await ask({ 'x-api-key': OURS })).toMatchObject({ status: 429, code: 'POOLTOOL_TOO_MANY_REQUESTS' });
  expect(await ask({ 'x-api-key': THEIRS })).toMatchObject({ status: 400 });
  await clock.advance(500);
  expect(await ask({ 'x-api-key': OURS })).toMatchObject({ status: 400 });
});

test.each([
  ['one that nobody was given', { authorization: `Bearer ${newApiKey(new Uint8Array(20).fill(9))}` }],
  ['one that nobody was given, in the other header', { 'x-api-key': newApiKey(new Uint8Array(20).fill(9)) }],
  ['one that was revoked', { 'x-api-key': REVOKED }],
  ['half of one', { authorization: `Bearer ${OURS.slice(0, 12)}` }],
  ['an old one that is not known', { authorization: 'Bearer 00000000-0000-4000-8000-000000000000' }],
  ['one that is endless', { 'x-api-key': `ptk_${'1'.repeat(10_000)}` }],
])('who shows %s is told so, and pays for the try as an address', async (_which, headers) => {
  const { ask } = served();
  const refused = { status: 401, code: 'POOLTOOL_API_KEY_REFUSED', asks: 'Bearer' };
  expect(await ask(headers)).toMatchObject({ ...refused, limit: '"address";r=1;t=1' });
  expect(await ask(headers)).toMatchObject(refused);
  expect(await ask(headers)).toMatchObject({ status: 429 });
});

test.each([
  ['a session of the website', { authorization: `Bearer pts_${'2'.repeat(43)}` }],
  ['what the app sends with everything', { 'x-api-key': 'da2-fakeApiId123456fakeApiId123456' }],
  ['a UUID that the old website may send with everything', { 'x-api-key': '00000000-0000-4000-8000-000000000000' }],
  ['another way to sign in', { authorization: `Basic ${OURS}` }],
])('who shows %s is counted by address', async (_which, headers) => {
  expect(await served().ask(headers)).toMatchObject({ status: 400, limit: '"address";r=1;t=1' });
});

test('where nothing is read a key changes nothing: whoever takes it judges it himself', async () => {
  const { ask } = served();
  expect(await ask({ 'x-api-key': OURS }, { url: '/v1/nothing' })).toMatchObject({ limit: '"address";r=1;t=1' });
  expect(await ask({ 'x-api-key': REVOKED }, { url: '/v1/nothing' })).toMatchObject({ status: 404 });
});
