import { type PoolId, poolId } from '@pooltool/domain';
import { fromHex, toHex } from '@pooltool/shared-utils/crypto';
import { CHALLENGE_LASTS_MS } from '@pooltool/store/operators';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DOMAIN, type PoolKey, poolKey } from '../../../store/test/operators/pool-key.ts';
import { type AccountsStage, accountsStage, PEOPLE } from '../accounts/accounts-stage.ts';
import { POOL, presentEpochIs, register } from './registered-pool.ts';

/** A stranger paid from an address with the owner's stake part before the owner came: to us the address is his. */
let stage: AccountsStage;
type Member = Awaited<ReturnType<AccountsStage['member']>>;
let stranger: Member;
let operator: Member;
const OTHER_POOL = poolId('00beef00000000000000000000000000000000000000000000000002');
const [KEY, OTHER_KEY] = [poolKey(1), poolKey(2)];

beforeAll(async () => {
  stage = await accountsStage();
  [stranger, operator] = [await stage.member(0), await stage.member(1)];
  const [owner] = PEOPLE;
  if (owner === undefined) throw new Error('nobody is there');
  await presentEpochIs(stage.database.pool, 1);
  const facts = { epoch: 0, rewardAccount: owner, owners: [owner] };
  await register(stage.database.pool, { ...facts, key: KEY });
  await register(stage.database.pool, { ...facts, key: KEY, pool: OTHER_POOL });
});
beforeEach(() => stage.database.pool.query('truncate pool_claim, pool_challenge'));
afterAll(() => stage.close());

const challenge = async (who: Member, pool: PoolId = POOL) =>
  (await stage.ask('POST', `/v1/operator/pools/${pool}/challenge`, { token: who.token })).json;
const nonceFor = async (who: Member, pool: PoolId = POOL) => String((await challenge(who, pool))['nonce']);
const signed = (nonce: string, key: PoolKey = KEY, domain = DOMAIN) => ({
  vrf_vkey: toHex(key.vrfKey),
  signature: toHex(key.sign(fromHex(nonce), domain)),
});
const claim = (who: Member, proof: object = {}, pool: PoolId = POOL) =>
  stage.ask('POST', '/v1/operator/pools', { token: who.token, body: { pool_id: pool, ...proof } });
const poolsOf = async (who: Member) =>
  (await stage.ask('GET', '/v1/operator/pools', { token: who.token })).json['pools'];

/** Refused for this, and nothing became of it. */
async function expectLack(lack: string, answer: ReturnType<typeof claim>): Promise<void> {
  const { status, json } = await answer;
  const details = { lacks: lack, vrf_key_hash: KEY.vrfKeyHash };
  expect([status, json['error']]).toEqual([
    403,
    expect.objectContaining({ code: 'POOLTOOL_POOL_CLAIM_UNPROVEN', details: expect.objectContaining(details) }),
  ]);
  expect((await stage.database.pool.query('select from pool_claim')).rowCount).toBe(0);
}

test('who paid from an address with the stake part of the owner, and no more, speaks for no pool', async () => {
  await expectLack('no-proof', claim(stranger));
  const { json } = await claim(stranger);
  expect(JSON.stringify(json)).toContain(`/v1/operator/pools/${POOL}/challenge`);
  expect(JSON.stringify(json)).toContain('POST /v1/operator/pools/{pool}/challenge');
  await expectLack('other-key', claim(stranger, signed(await nonceFor(stranger), OTHER_KEY)));
  expect(await poolsOf(stranger)).toEqual([]);
});

test('a challenge says what to run, and its answer claims the pool', async () => {
  const put = await challenge(operator);
  const nonce = String(put['nonce']);
  expect(put).toEqual({
    domain: DOMAIN,
    nonce: expect.stringMatching(/^[0-9a-f]{128}$/),
    expires_at: new Date(stage.clock.now() + CHALLENGE_LASTS_MS).toISOString(),
    command: `cncli sign --pool-vrf-skey vrf.skey --domain ${DOMAIN} --nonce ${nonce}`,
  });
  const spoken = { pool: POOL, grounds: 'claimed', vrf_key_hash: KEY.vrfKeyHash };
  expect([(await claim(operator, signed(nonce))).json, await poolsOf(operator)]).toEqual([spoken, [spoken]]);
});

test('hex may be upper-case, and the key may come as the file has it', async () => {
  const { vrf_vkey, signature } = signed(await nonceFor(operator));
  const upper = { vrf_vkey: `5820${vrf_vkey}`.toUpperCase(), signature: signature.toUpperCase() };
  expect((await claim(operator, upper)).status).toBe(200);
});

test("another domain's, nonce's or pool's signature is refused, and so is another user's", async () => {
  const nonce = await nonceFor(operator);
  await expectLack('signature-wrong', claim(operator, signed(nonce, KEY, `${DOMAIN}.example`)));
  await expectLack(
    'signature-wrong',
    claim(operator, signed(nonce.replace(/.$/, (last) => (last === '0' ? '1' : '0')))),
  );
  await expectLack('signature-wrong', claim(operator, { ...signed(nonce, OTHER_KEY), vrf_vkey: toHex(KEY.vrfKey) }));
  await expectLack('no-challenge', claim(operator, signed(nonce), OTHER_POOL));
  await nonceFor(operator, OTHER_POOL);
  await expectLack('signature-wrong', claim(operator, signed(nonce), OTHER_POOL));
  await expectLack('no-challenge', claim(stranger, signed(nonce)));
  await nonceFor(stranger);
  await expectLack('signature-wrong', claim(stranger, signed(nonce)));
  expect((await claim(operator, signed(nonce))).status).toBe(200);
});

test('an answer counts once, and not to a challenge that ended or was put anew', async () => {
  const answered = signed(await nonceFor(operator));
  await claim(operator, answered);
  await stage.ask('DELETE', `/v1/operator/pools/${POOL}`, { token: operator.token });
  await expectLack('no-challenge', claim(operator, answered));
  const replaced = signed(await nonceFor(operator));
  const last = signed(await nonceFor(operator));
  await expectLack('signature-wrong', claim(operator, replaced));
  await stage.clock.advance(CHALLENGE_LASTS_MS);
  await expectLack('no-challenge', claim(operator, last));
});

test('the same answer twice at once makes one claim, and both hear of it', async () => {
  const proof = signed(await nonceFor(operator));
  const answers = await Promise.all([claim(operator, proof), claim(operator, proof)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect((await stage.database.pool.query('select from pool_claim')).rowCount).toBe(1);
});

test('half a proof, and what is none by its length, is told so', async () => {
  const { vrf_vkey, signature } = signed(await nonceFor(operator));
  const wrong = [
    { vrf_vkey },
    { signature },
    { vrf_vkey, signature: signature.slice(0, 128) },
    { vrf_vkey, signature: signature.slice(2) },
    { vrf_vkey: vrf_vkey.slice(2), signature },
    { vrf_vkey: `5840${vrf_vkey}`, signature },
    { vrf_vkey, signature: signature.replace(/.$/, 'g') },
  ];
  for (const proof of wrong) {
    const { status, json } = await claim(operator, proof);
    expect([status, Object(json['error'])['code']]).toEqual([400, 'POOLTOOL_REQUEST_INVALID']);
  }
  const { text } = await claim(operator, { vrf_vkey, signature: signature.slice(0, 128) });
  expect(text).toContain('hash of the VRF proof');
});

test('of nobody registered nothing is asked, and a user is asked of a hundred pools at once at most', async () => {
  const unknown = await stage.ask('POST', `/v1/operator/pools/${'cd'.repeat(28)}/challenge`, { token: operator.token });
  expect([unknown.status, Object(unknown.json['error'])['code']]).toEqual([404, 'POOLTOOL_POOL_UNKNOWN']);
  await stage.database.pool.query(
    `insert into pool_challenge select $1, decode(lpad(to_hex(n), 56, '0'), 'hex'), decode(repeat('00', 64), 'hex'),
       to_timestamp($2::float8 / 1000 + n) from generate_series(1, 100) n`,
    [operator.user, stage.clock.now()],
  );
  await nonceFor(operator);
  const { rows } = await stage.database.pool.query<{ ends: number; ours: boolean }>(
    `select count(*)::int as ends, bool_or(pool_id = decode($1, 'hex')) as ours from pool_challenge where user_id = $2`,
    [POOL, operator.user],
  );
  expect(rows).toEqual([{ ends: 100, ours: true }]);
});

test('whatever is sent as key and signature, nobody claims a pool by it', async () => {
  const right = signed(await nonceFor(stranger));
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map(toHex);
  /** One bit of a proof that is right but for it. */
  const spoilt = fc.nat({ max: 639 }).map((bit) => {
    const proof = fromHex(right.signature);
    proof[bit >> 3] = (proof[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return toHex(proof);
  });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(bytes(32), fc.constant(right.vrf_vkey)),
      fc.oneof(bytes(80), spoilt),
      async (vrf_vkey, signature) => {
        expect((await claim(stranger, { vrf_vkey, signature })).status).toBe(403);
      },
    ),
    { numRuns: 60 },
  );
});
