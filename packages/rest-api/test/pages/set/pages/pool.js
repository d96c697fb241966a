import { ask } from '../asking.js';
import { state } from '../header.js';
import { date, flag, percent, show, showHtml } from '../showing.js';
import { subscribe } from '../socket.js';
import { admin, awards, curve, metrics } from './pool-figures.js';
import { blocks, epochs, orphans } from './pool-history.js';

const TABS = { epochs, blocks, orphans, metrics, curve, awards, admin };

/** A pool's page: its widget, which asks twice, and one tab. */
export async function open(id, tab) {
  subscribe('pool_stats', { pool_id: id }, (stats) => {
    if (stats.public_note === undefined) return;
    showStats({ ...stats, metadataUrl: stats.metadata, metadataHash: stats.metadata_hash });
  });
  const [told] = await Promise.all([ask(`/api/pool/${id}`), ask(`/api/pool/${id}`)]);
  const pool = told?.pool ?? told;
  if (pool === null) return show('pool', 'unknown');
  showWidget(pool);
  if (told.pool_stats !== undefined) showStats(told.pool_stats);
  await TABS[tab](id, pool);
}

function showWidget(pool) {
  show('pool', pool.pool_id);
  show('pool-stake', pool.live_stake);
  show('pool-cost', pool.cost);
  show('pool-margin', `${pool.margin}%`);
  show('pool-pledge', pool.pledge);
  show('pool-retired', flag(pool.retired));
  show('pool-genesis', flag(pool.genesis));
  show('pool-blocks', pool.life_blocks);
  show('pool-lifetime-return', percent(pool.lifetime_ros));
  show('pool-lifetime-rewards', pool.lifetime_rewards);
  show('pool-lifetime-tax', pool.lifetime_tax);
  show('pool-luck', pool.lifetime_per_slots > 0 ? percent(pool.lifetime_per_blocks / pool.lifetime_per_slots) : '');
  const height = state.heights[pool.pool_id];
  show('pool-height', height === undefined ? 'no report' : height === 1 ? 'in sync' : height);
}

function showStats(stats) {
  show('reward-account', stats.reward_account ?? '');
  show('owners', (stats.pool_owners ?? []).join(' '));
  show('description', stats.description.trim());
  show('home-page', stats.homePage.trim());
  show('metadata', `${stats.metadataUrl ?? ''} ${stats.metadataHash ?? ''}`);
  show('metadata-looked-at', date((stats.mdLastCheck ?? 0) * 1_000));
  show('first-epoch', stats.firstEpoch);
  showHtml('note', stats.public_note);
}
