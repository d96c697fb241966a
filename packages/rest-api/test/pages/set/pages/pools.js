import { ask } from '../asking.js';
import { state } from '../header.js';
import { flag, list, percent, show } from '../showing.js';
import { onReopened, subscribe } from '../socket.js';

const known = new Map();

export async function open() {
  await load();
  onReopened(load);
  subscribe('pools', {}, (data, type) => {
    if (type === 'snapshot') return take(data);
    // One pool under short names; what has no `id` is ignored (clients.md 3.6).
    const pool = known.get(data.id);
    if (pool === undefined) return;
    const named = { b: 'epoch_blocks', eb: 'epoch_blocks_epoch', l: 'life_blocks', t: 'ticker', n: 'pool_name' };
    for (const [short, long] of Object.entries({ ...named, o: 'online_relays', oo: 'offline_relays' })) {
      if (data[short] !== undefined) pool[long] = data[short];
    }
    render();
  });
}

async function load() {
  const pools = await ask('/api/pools');
  if (pools === null) return;
  localStorage.setItem('pt_pools_v1', JSON.stringify(pools));
  take(pools);
}

function take(pools) {
  known.clear();
  for (const pool of pools) known.set(pool.pool_id, pool);
  render();
}

function render() {
  const all = [...known.values()];
  // Blocks are of the present epoch only; all of a pool's stake is what its snapshot had (trap 1).
  const now = ({ epoch_blocks, epoch_blocks_epoch }) => (epoch_blocks_epoch === state.recent.epoch ? epoch_blocks : 0);
  list(
    'pools',
    all
      .filter((pool) => !flag(pool.retired))
      .map((pool) => [
        pool.pool_id,
        pool.ticker,
        pool.live_stake,
        pool.cost,
        pool.future_cost === pool.cost ? '' : 'changes',
        `${pool.margin}%`,
        pool.pledge,
        pool.pool_pledge_value >= pool.pledge ? 'met' : 'not met',
        now(pool),
        pool.life_blocks,
        percent(pool.epoch_ros),
        pool.epoch_tax ?? '',
        state.heights[pool.pool_id] ?? '',
      ]),
  );
  const { saturation = 0 } = state.ecosystem;
  show('unsaturated', all.filter(({ live_stake }) => live_stake < saturation).length);
}
