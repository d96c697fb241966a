import { credentialText, delegatorCredential, epoch, preview, unixMs, valueAt } from '@pooltool/domain';
import { encodePoolId, encodeStakeAddress } from '@pooltool/shared-utils/crypto';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { saveExchangeRates } from '@pooltool/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ranHere } from '../../cli/test/ran-here.ts';
import {
  ABSENT,
  areEpochsRecorded,
  handOver,
  type RewardFixture,
  recordedEpochs,
} from '../../epoch-processing/test/recorded-epochs.ts';
import { type Stage, startStage } from '../../epoch-processing/test/stage.ts';
import { expectDocumented } from './documented.ts';
import { EMPTY_ARCHIVE, serveApi } from './served-api.ts';

/** The rewards of 659 are final, those of 660 a forecast, because 662 is not handed over. */
const CALCULATIONS = [660, 661];

describe.skipIf(!areEpochsRecorded)(`rewards of recorded epochs over HTTP ${ABSENT}`, () => {
  let stage: Stage;
  let recorded: RewardFixture;
  beforeAll(async () => {
    stage = await startStage({ network: preview });
    const fixtures = await recordedEpochs('preview', CALCULATIONS);
    const [first] = fixtures;
    if (first === undefined) throw new Error('the epochs are recorded');
    recorded = first;
    await handOver(fixtures, { ...stage, network: preview });
    await stage.pool.query('delete from ledger_arrival where epoch = 662');
    await stage.work();
  });
  afterAll(() => stage.close());

  const ask = async (url: string, headers: Record<string, string> = {}) => {
    const { server } = serveApi({ pool: stage.pool, network: preview, archive: EMPTY_ARCHIVE });
    const { statusCode, body, headers: answered } = await server.inject({ url, headers });
    return { status: statusCode, body, headers: answered, json: () => JSON.parse(body) };
  };
  const pooltool = async (...args: string[]) =>
    (await ranHere(['rewards', ...args], { settings: { DATABASE_URL: stage.url } })).stdout;

  const aPool = () => {
    const at = recorded.pools.findIndex(({ memberRewards }) => memberRewards.some((amount) => amount > 0n));
    const found = recorded.inputs.snapshot.pools[at];
    const expected = recorded.pools[at];
    if (found === undefined || expected === undefined) throw new Error('no pool of the epoch earned anything');
    return { poolId: found.poolId, expected };
  };
  const anAccount = () => {
    const { expected } = aPool();
    const at = expected.memberRewards.findIndex((amount) => amount > 0n);
    return delegatorCredential(recorded.inputs.snapshot.delegators, expected.firstRow + at);
  };

  test('a pool by hex and by bech32 is what the command says, as JSON and as text', async () => {
    const { poolId, expected } = aPool();
    const url = (pool: string) => `/v1/pools/${pool}/rewards/659/explain`;
    const answer = await ask(url(poolId));
    expectDocumented('/v1/pools/:pool/rewards/:earned/explain', answer);
    expect(answer.json()).toMatchObject({
      status: 'final',
      differences: [],
      sums: { poolReward: `${expected.poolReward}` },
    });
    expect(answer.json()).toEqual(JSON.parse(await pooltool('explain', poolId, '--epoch', '659', '--json')));
    expect((await ask(url(encodePoolId(poolId)))).body).toBe(answer.body);
    expect((await ask(url(poolId.toUpperCase()))).body).toBe(answer.body);
    const text = await ask(`${url(poolId)}?members=2`, { accept: 'text/plain' });
    expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text.body.trimEnd()).toBe(await pooltool('explain', poolId, '--epoch', '659', '--members', '2'));
  });

  test('an account by its address and by its credential is what the command says', async () => {
    const credential = anAccount();
    const address = encodeStakeAddress(credential, 'testnet');
    const answer = await ask(`/v1/accounts/${address}/rewards/659/explain`);
    expectDocumented('/v1/accounts/:account/rewards/:earned/explain', answer);
    expect(answer.json().parts.length).toBeGreaterThan(0);
    expect(answer.json()).toEqual(JSON.parse(await pooltool('explain', address, '--epoch', '659', '--json')));
    expect((await ask(`/v1/accounts/${credentialText(credential)}/rewards/659/explain`)).body).toBe(answer.body);
    const text = await ask(`/v1/accounts/${address}/rewards/659/explain`, { accept: 'text/plain' });
    expect(text.body.trimEnd()).toBe(await pooltool('explain', address, '--epoch', '659'));
  });

  test('the pot is what the command says; final it may be kept, a forecast is asked for anew', async () => {
    const answer = await ask('/v1/epochs/659/rewards/pot');
    expectDocumented('/v1/epochs/:earned/rewards/pot', answer);
    expect(answer.json()).toEqual(JSON.parse(await pooltool('pot', '--epoch', '659', '--json')));
    expect(answer.json().difference).toBe('0');
    expect(answer.headers['cache-control']).toMatch(/max-age=300/);
    const forecast = await ask('/v1/epochs/660/rewards/pot');
    expect(forecast.json().status).toBe('forecast');
    expect(forecast.headers['cache-control']).toBe('public, no-cache');
    const text = await ask('/v1/epochs/659/rewards/pot', { accept: 'text/plain' });
    expect(text.body.trimEnd()).toBe(await pooltool('pot', '--epoch', '659'));
  });

  test('what cannot be explained says why', async () => {
    const { poolId } = aPool();
    const nobody = await ask(`/v1/pools/${'ab'.repeat(28)}/rewards/659/explain`);
    expect([nobody.status, nobody.json().error.code]).toEqual([404, 'POOLTOOL_POOL_UNKNOWN']);
    const soon = await ask(`/v1/pools/${poolId}/rewards/661/explain`);
    expect([soon.status, soon.json().error.code]).toEqual([409, 'POOLTOOL_REWARDS_NOT_COMPUTED']);
    expect(soon.json().error.message).toMatch(
      /no rewards were computed for epoch 661 yet: .*rewards_forecast .*, rewards not asked for yet/,
    );
    for (const nowhere of [3, 9999]) {
      const never = await ask(`/v1/epochs/${nowhere}/rewards/pot`);
      expect([never.status, never.json().error.code]).toEqual([404, 'POOLTOOL_EPOCH_UNKNOWN']);
    }
  });

  test("an account's rewards are listed with their epochs, the same as recorded, in pages that lose nothing", async () => {
    const account = encodeStakeAddress(anAccount(), 'testnet');
    const whole = await ask(`/v1/accounts/${account}/rewards`);
    expectDocumented('/v1/accounts/:account/rewards', whole);
    const { rewards, next } = whole.json();
    expect(next).toBeNull();
    const explained = await ask(`/v1/accounts/${account}/rewards/659/explain`);
    const of659 = rewards.filter(({ earnedEpoch }: { earnedEpoch: number }) => earnedEpoch === 659);
    const paid = of659.reduce((sum: bigint, { amount }: { amount: string }) => sum + BigInt(amount), 0n);
    expect(`${paid}`).toBe(explained.json().sums.paid);
    expect(of659[0]).toMatchObject({ spendableEpoch: 661, status: 'paid' });

    const paged: unknown[] = [];
    let cursor = '';
    for (;;) {
      const page = (await ask(`/v1/accounts/${account}/rewards?limit=1${cursor}`)).json();
      paged.push(...page.rewards);
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(paged).toEqual(rewards);
  });

  test('as CSV they are the same rows, and the next page stands in the Link header', async () => {
    const account = encodeStakeAddress(anAccount(), 'testnet');
    const { rewards } = (await ask(`/v1/accounts/${account}/rewards`)).json();
    const csv = await ask(`/v1/accounts/${account}/rewards.csv`);
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    const [head, ...lines] = csv.body.trimEnd().split('\r\n');
    expect(head).toBe('earned_epoch,spendable_epoch,kind,pool,amount,status,stake');
    expect(lines).toEqual(
      rewards.map((row: Record<string, unknown>) =>
        [row.earnedEpoch, row.spendableEpoch, row.kind, row.pool, row.amount, row.status, row.stake].join(','),
      ),
    );
    expect((await ask(`/v1/accounts/${account}/rewards`, { accept: 'text/csv' })).body).toBe(csv.body);
    expect(rewards.length).toBeGreaterThan(1);
    const first = await ask(`/v1/accounts/${account}/rewards.csv?limit=1`);
    const [, next = ''] = /^<https:\/\/api\.test([^>]+)>; rel="next"$/.exec(String(first.headers.link)) ?? [];
    expect((await ask(next)).body).toBe(`${head}\r\n${lines[1]}\r\n`);
  });

  test('with a currency each paid reward has its worth to the last digit, with the rate and its moment; the others have none', async () => {
    const account = encodeStakeAddress(anAccount(), 'testnet');
    const paidAtMs = unixMs(Date.UTC(2026, 0, 5, 21, 44, 51));
    const pricedAtMs = unixMs(Date.UTC(2026, 0, 5, 22));
    const rates = new Map([['eur', '0.35000000000000003']]);
    const told = { earned: epoch(659), paidAtMs, pricedAtMs, askedAtMs: pricedAtMs, rates };
    await inTransaction(stage.pool, (tx) => saveExchangeRates(tx, told));
    const answer = await ask(`/v1/accounts/${account}/rewards?currency=eur`);
    expectDocumented('/v1/accounts/:account/rewards', answer);
    const { rewards } = answer.json();
    const of659 = rewards.filter(({ earnedEpoch }: { earnedEpoch: number }) => earnedEpoch === 659);
    expect(of659.length).toBeGreaterThan(0);
    expect(rewards.length).toBeGreaterThan(of659.length);
    for (const { earnedEpoch, amount, price } of rewards) {
      if (earnedEpoch !== 659) expect(price).toBeNull();
      else {
        expect(price).toEqual({
          currency: 'eur',
          rate: '0.35000000000000003',
          pricedAt: '2026-01-05T22:00:00.000Z',
          paidAt: '2026-01-05T21:44:51.000Z',
          value: valueAt(BigInt(amount), '0.35000000000000003'),
        });
      }
    }
    const unpriced = await ask(`/v1/accounts/${account}/rewards?currency=usd`);
    expect(unpriced.json().rewards.map(({ price }: { price: unknown }) => price)).toEqual(rewards.map(() => null));
    const [head = '', ...lines] = (await ask(`/v1/accounts/${account}/rewards.csv?currency=eur`)).body
      .trimEnd()
      .split('\r\n');
    expect(head).toMatch(/,stake,currency,rate,priced_at,paid_at,value$/);
    expect(lines.map((line) => line.split(',').at(-1))).toEqual(
      rewards.map(({ price }: { price: { value: string } | null }) => price?.value ?? ''),
    );
    expect((await ask(`/v1/accounts/${account}/rewards?currency=doubloon`)).status).toBe(400);
  });

  test('an account that never earned anything has an empty list', async () => {
    const { status, json } = await ask(`/v1/accounts/script:${'ab'.repeat(28)}/rewards`);
    expect([status, json()]).toEqual([200, { account: `script:${'ab'.repeat(28)}`, rewards: [], next: null }]);
  });

  test('epochs are listed newest first, each as it is alone, in pages that lose nothing', async () => {
    const whole = await ask('/v1/epochs');
    expectDocumented('/v1/epochs', whole);
    const { epochs } = whole.json();
    const numbers = epochs.map(({ epoch }: { epoch: number }) => epoch);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    const byNumber = new Map(epochs.map((one: { epoch: number }) => [one.epoch, one]));
    expect(byNumber.get(659)).toMatchObject({ rewards: { status: 'final' }, snapshot: { pools: expect.any(Number) } });
    expect(byNumber.get(660)).toMatchObject({ rewards: { status: 'forecast', unregisteredToTreasury: null } });
    const alone = await ask('/v1/epochs/659');
    expectDocumented('/v1/epochs/:epoch', alone);
    expect(alone.json()).toEqual(byNumber.get(659));
    const first = (await ask('/v1/epochs?limit=2')).json();
    const rest = (await ask(`/v1/epochs?cursor=${first.next}`)).json();
    expect([...first.epochs, ...rest.epochs]).toEqual(epochs);
    expect((await ask('/v1/epochs.csv')).body.split('\r\n').length).toBe(epochs.length + 2);
    expect((await ask('/v1/epochs/1')).json().error.code).toBe('POOLTOOL_EPOCH_UNKNOWN');
  });
});
