import { ask, file, maybeFile, places } from '../asking.js';
import { state } from '../header.js';
import { date, histogram, list, show } from '../showing.js';

/** Everything here is a file, and only the tickers may be missing (clients.md 7, trap 15). */
export async function open() {
  const { tickers } = (await maybeFile(`${places.files}/stats/tickers2026.json`)) ?? (await ask('/api/tickers2026'));
  const stats = await file('stats/stats.json');
  showStats(stats);
  const samples = await maybeFile(`${places.files}/stats/syncd.json`);
  if (samples === null) alert('stats/syncd.json is not there');
  list(
    'sync',
    samples.map(({ time, syncd, samples: of, dist }) => [date(time * 1_000), syncd, of, JSON.stringify(dist)]),
  );
  await propagation(stats, tickers);
  const { trendingbattles } = await file('stats/trendingbattles2026.json');
  list(
    'trends',
    trendingbattles.map(({ epoch, battles, prop_delay }) => [epoch, battles, prop_delay.toFixed(0)]),
  );
  const battles = await file('stats/battledata2026.json');
  list(
    'battles',
    battles.map(({ time, recentBattles, recentForkers }) => [date(time * 1_000), recentBattles, recentForkers]),
  );
  showNetwork(state.ecosystem);
}

function showStats({
  histogram: text,
  countversion,
  distribution,
  max,
  min,
  majoritymax,
  histogramheight,
  histogramhash,
}) {
  list('versions', Object.entries(countversion));
  list('height-bars', Object.entries(distribution));
  list(
    'prop-histogram',
    histogram(text).filter(([, count]) => count > 0),
  );
  show('highest', max.toFixed(0));
  show('lowest', min.toFixed(0));
  show('majority', majoritymax);
  show('shown-block', `${histogramheight} ${histogramhash}`);
}

async function propagation({ histogramheight: height, histogramhash: hash }, tickers) {
  const { rawtips, ticker, name } = await file(`blockdata/${Math.floor(height / 1_000)}/${hash}.json`);
  show('maker', `${ticker.trim()} ${name.trim()}`);
  list(
    'raindrops',
    Object.entries(rawtips).map(([pool, ms]) => [pool, tickers[pool]?.ticker ?? '', ms]),
  );
}

const parsed = (value) => (typeof value === 'string' ? JSON.parse(value) : value);

function showNetwork({ protocolVersions, protocolsRelays, datacentersRelays, recentForkers }) {
  list(
    'protocols',
    Object.values(protocolVersions).map(({ ver, qty, stake }) => [ver, qty, stake]),
  );
  list(
    'relay-protocols',
    Object.entries(parsed(protocolsRelays)).map(([version, { qty }]) => [version, qty]),
  );
  list(
    'data-centres',
    Object.entries(parsed(datacentersRelays)).map(([place, { qty }]) => [place, qty]),
  );
  list(
    'forkers',
    Object.entries(recentForkers).map(([height, { pool_id }]) => [height, pool_id]),
  );
}
