import { ask, maybeFile } from '../asking.js';
import { list, show } from '../showing.js';
import { subscribe } from '../socket.js';

const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** What an address stake1… names: the 28 bytes behind its header. */
function keyOf(address) {
  const symbols = [...address.slice(address.lastIndexOf('1') + 1, -6)].map((one) => ALPHABET.indexOf(one));
  const bits = symbols.map((one) => one.toString(2).padStart(5, '0')).join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((one) => Number.parseInt(one, 2));
  return bytes
    .slice(1)
    .map((one) => one.toString(16).padStart(2, '0'))
    .join('');
}

/** A history of rewards with its worth; what is drawn meanwhile is fetched when it is told. */
export async function open(text) {
  if (text.startsWith('stake')) {
    history.replaceState(null, '', `/address/${keyOf(text)}`);
    return open(keyOf(text));
  }
  const rates = await ask('/api/epoch_exchange_rates', {});
  subscribe('stake_hist', { address: text }, (data) => {
    if (data === null) return;
    show('status', data.status);
    if (data.status === 'ready') void fetchHistory(data.url, rates);
  });
  const meta = await ask(`/api/stake_hist_meta/${text}`);
  if (meta === null) return;
  show('status', meta.building ? 'building' : 'ready');
  show('processed-through', meta.processedThrough);
  await fetchHistory(meta.url, rates);
}

async function fetchHistory(url, rates) {
  const history = (await maybeFile(url, '_t')) ?? {};
  const epochs = Object.keys(history).filter((key) => /^\d+$/.test(key));
  list(
    'rewards',
    epochs.map((epoch) => {
      const { amount, delegated_to_pool, delegated_to_ticker, operator_rewards, stake_rewards, forecast, pending } =
        history[epoch];
      const reward = operator_rewards + stake_rewards;
      // ada itself is added by the page; a map that is null would break it.
      const prices = rates[epoch] === undefined ? {} : { ...rates[epoch].adaPrices, ada: 1 };
      if (rates[epoch]?.adaPrices === null) throw new TypeError('there are no prices');
      const worth = prices.usd === undefined ? '' : ((reward / 1e6) * prices.usd).toFixed(2);
      const standing = pending === true ? 'pending' : forecast ? 'forecast' : 'paid';
      return [epoch, amount, delegated_to_pool ?? '', delegated_to_ticker, reward, standing, worth];
    }),
  );
}
