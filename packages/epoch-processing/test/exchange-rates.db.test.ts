import { epoch, epochStartMs, PRICE_CURRENCIES, unixMs } from '@pooltool/domain';
import { startPriceSource } from '@pooltool/local-cloud';
import { manualClock } from '@pooltool/shared-utils/clock';
import { openPriceSource, type PriceSource, pricesThrottled } from '@pooltool/shared-utils/prices';
import { makeSimulation } from '@pooltool/simulator';
import { exchangeRates } from '@pooltool/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { payoutSensor } from '../src/payout-sensor.ts';
import { type Stage, startStage } from './stage.ts';

const HOUR = 60 * 60 * 1000;
const simulation = makeSimulation({ seed: 5, epochs: 5, epochLength: 200, forkRate: 0 });
/** Its epochs begin some ten hours from any midnight. */
const network = { ...simulation.network, systemStartMs: unixMs(simulation.network.systemStartMs + 10 * HOUR) };
/** The newest epoch began on the followed chain half a minute ago. */
const clock = manualClock(epochStartMs(network, epoch(4)) + 30_000);

let stage: Stage;
let source: PriceSource;
let isThrottled = true;
let asked: string[] = [];
let stop: () => Promise<void>;
beforeAll(async () => {
  const server = await startPriceSource({ currencies: PRICE_CURRENCIES });
  source = openPriceSource({ url: server.url });
  const overHere: PriceSource = {
    pricesNow: (...given) => {
      asked.push('now');
      if (isThrottled) throw pricesThrottled();
      return source.pricesNow(...given);
    },
    pricesAtMidnight: (midnightMs, ...given) => {
      asked.push(new Date(midnightMs).toISOString());
      return source.pricesAtMidnight(midnightMs, ...given);
    },
  };
  stage = await startStage(
    { network },
    {
      parts: { prices: overHere, clock },
      sensors: [payoutSensor({ network, clock })],
    },
  );
  stop = async () => {
    await stage.close();
    await server.stop();
  };
  await stage.follow(simulation);
}, 180_000);
afterAll(() => stop());

const all = () => exchangeRates(stage.pool, { from: epoch(0), to: epoch(99) });
const stateOf = async (earned: number) => (await stage.states())[`exchange_rates/${earned}`];
const due = () => stage.pool.query('update asset_partition set not_before = null');

async function lastRun(earned: number) {
  const { rows } = await stage.pool.query<{
    metadata: Record<string, { value?: string; ms?: number }>;
    passed: boolean;
  }>(
    `select r.metadata, c.passed from asset_run r join asset_check c on c.run = r.id
     where r.asset = 'exchange_rates' and r.partition = $1 order by r.id desc limit 1`,
    [`${earned}`],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`no prices were asked for of epoch ${earned}`);
  return row;
}

describe('the prices of an epoch', () => {
  test('are asked for when it is paid, and again when the source wants us to slow down', async () => {
    await stage.work(async () => asked.length > 0);
    expect([await stateOf(2), await all()]).toEqual(['requested', []]);
    isThrottled = false;
    await due();
    await stage.work(async () => (await stateOf(2)) === 'ok');
    const paidAtMs = epochStartMs(network, epoch(4));
    expect(await all()).toEqual([
      {
        earned: 2,
        paidAtMs,
        pricedAtMs: paidAtMs + 30_000,
        askedAtMs: paidAtMs + 30_000,
        rates: await source.pricesNow(PRICE_CURRENCIES),
      },
    ]);
    const { metadata, passed } = await lastRun(2);
    expect([metadata['lag']?.ms, metadata['currencies']?.value, passed]).toEqual([30_000, '58', true]);
    expect(new Set(asked)).toEqual(new Set(['now']));
  });

  test('stay those taken at the payout, whoever asks again later', async () => {
    const [before] = await all();
    asked = [];
    await clock.advance(48 * HOUR);
    await stage.control.request({ asset: 'exchange_rates', partition: '2' });
    await stage.work(async () => (await lastRun(2)).metadata['kept'] !== undefined);
    expect([await all(), asked]).toEqual([[before], []]);
  });

  test('are those of the midnight next to it, with a warning, when nobody asked in time', async () => {
    await stage.control.request({ asset: 'exchange_rates', partition: '1' });
    await stage.work(async () => (await stateOf(1)) === 'ok');
    const paidAtMs = epochStartMs(network, epoch(3));
    const [late] = await all();
    expect(asked).toEqual([new Date(late?.pricedAtMs ?? 0).toISOString()]);
    expect(late).toMatchObject({ earned: 1, paidAtMs, askedAtMs: clock.now() });
    expect(late?.rates).toEqual(await source.pricesAtMidnight(late?.pricedAtMs ?? 0, PRICE_CURRENCIES));
    const { metadata, passed } = await lastRun(1);
    const lag = paidAtMs - (late?.pricedAtMs ?? 0);
    expect([metadata['lag']?.ms, passed]).toEqual([lag, false]);
    expect(Math.round(lag / HOUR)).toBe(10);
  });

  test('are not told before it is paid', async () => {
    await stage.control.request({ asset: 'exchange_rates', partition: '9999' });
    const error = async () =>
      (
        await stage.pool.query<{ code: string }>(
          `select error->>'code' as code from asset_run where asset = 'exchange_rates' and partition = '9999'`,
        )
      ).rows.map(({ code }) => code);
    await stage.work(async () => (await error()).some((code) => code !== null));
    expect(await error()).toContain('POOLTOOL_PAYOUT_AHEAD');
  });
});
