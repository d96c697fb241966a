import { ask, file } from '../asking.js';
import { slotNow, state } from '../header.js';
import { list, show } from '../showing.js';

/** How fast its blocks reached others and others' blocks it; blocks expected of it so far, by what the page takes for active stake. */
export async function metrics(id, pool) {
  for (const side of ['producer', 'receiver']) {
    const { hist, avg, unique_pools, datapoints, epoch } = await file(`stats/pools/${id}/by_${side}.json`);
    const [counts, edges] = hist;
    const most = counts.indexOf(Math.max(...counts));
    show(
      `by-${side}`,
      [epoch, datapoints, unique_pools, avg.toFixed(1), `${edges[most]}..${edges[most + 1]}`].join(' '),
    );
  }
  const expected = state.activeStake === 0 ? 0 : slotNow() * 0.05 * (pool.live_stake / state.activeStake);
  show('expected-blocks', expected.toFixed(3));
}

/** The reward of a full pool at k = 750 and k = 500, of parameters of the present epoch. */
export function curve(_id, pool) {
  const [params] = state.params;
  if (params === null || state.activeStake === 0) return show('curve', 'nothing known');
  const { monetary_expansion_rate: rho, treasury_growth_rate: tau, influence } = params;
  const pot = state.ecosystem.reserves * rho * (1 - tau);
  const rewardAt = (k) => {
    const pledge = Math.min(pool.pledge / state.ecosystem.total_utxo, 1 / k);
    return ((pot / (1 + influence)) * (1 / k + pledge * influence)).toFixed(0);
  };
  show('curve', `${rewardAt(750)} ${rewardAt(500)}`);
}

/** It too is asked for before the pool is known. */
export async function awards(id) {
  await ask('/api/pool/undefined/awards');
  const { cardano, itn } = await ask(`/api/pool/${id}/awards`, { cardano: {}, itn: {} });
  const rowOf = ({ award, type, value, text }) => [
    award,
    type === 'MAINBLOCKS' ? new Date(value * 1_000).toISOString() : value,
    text,
  ];
  list('awards', Object.values(cardano).map(rowOf));
  list('itn-awards', Object.values(itn).map(rowOf));
}

/** Of an administrator: whether the pool's delegators are told again. */
export async function admin(id) {
  const told = await ask(`/api/admin/delegator_update/${id}`);
  show('delegator-update', told?.['.value'] != null);
}
