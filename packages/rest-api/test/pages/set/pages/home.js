import { ask, call, maybeFile } from '../asking.js';
import { state } from '../header.js';
import { list, percent } from '../showing.js';
import { favourites, ownAddresses } from '../user.js';

/** Histograms of returns, and of favourite addresses and pools their figures. */
export async function open() {
  for (const [name, type] of [
    ['pool-returns', 'pool'],
    ['address-returns', 'stake'],
  ]) {
    const { histogramdata } = await ask(`/api/ros_histogram?type=${type}`, { histogramdata: [] });
    list(
      name,
      histogramdata.map(({ min, max, freq }) => [min, max, freq]),
    );
  }
  const keys = ownAddresses();
  if (keys.length > 0) {
    await call('POST', '/api/pivotrewards', { stake_keys: keys.slice(0, 5) });
    list('my-rewards', await Promise.all(keys.map(rewardsOf)));
  }
  const rows = [];
  for (const id of favourites()) {
    const told = await ask(`/api/pool/${id}`);
    const pool = told?.pool ?? told;
    if (pool !== null) rows.push([pool.pool_id, pool.ticker, pool.live_stake, percent(pool.epoch_ros)]);
  }
  list('favourite-pools', rows);
}

/** Of the newest epoch that is paid: two before the present one. */
async function rewardsOf(key) {
  const meta = await ask(`/api/stake_hist_meta/${key}`);
  const history = (meta && (await maybeFile(meta.url, '_t'))) ?? {};
  const { amount = 0, stake_rewards = 0, operator_rewards = 0 } = history[state.recent.epoch - 2] ?? {};
  return [key, amount, stake_rewards + operator_rewards];
}
