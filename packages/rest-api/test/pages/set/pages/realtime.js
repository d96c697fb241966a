import { ask } from '../asking.js';
import { state } from '../header.js';
import { button, date, histogram, list } from '../showing.js';
import { subscribe, unsubscribe } from '../socket.js';

const SHOWN = 15;
const heights = new Map();

/** The newest heights, each with all that stands or may stand there; the lowest of a snapshot is dropped (clients.md 7, trap 13). */
export function open() {
  const { epoch } = state.recent;
  if (epoch === 0) return;
  subscribe('blocks', { epoch }, (data, type) => {
    if (type === 'snapshot' || data.block === undefined) takeAll(data);
    else takeOne(data);
    render();
  });
  button('leave', () => unsubscribe('blocks'));
}

export async function search(height) {
  takeAll(await ask(`/api/blocks/${state.recent.epoch}?block_height=${height}`, {}));
  render();
}

function takeAll(byHeight) {
  const all = Object.keys(byHeight)
    .map(Number)
    .sort((one, other) => one - other);
  for (const height of all.slice(1)) {
    for (const [pool, byHash] of Object.entries(byHeight[height])) {
      if (pool === 'classification') continue;
      for (const block of Object.values(byHash)) takeOne({ ...block, block: height, pool_id: pool });
    }
  }
}

function takeOne(block) {
  const at = heights.get(block.block) ?? new Map();
  at.set(block.hash, block);
  heights.set(block.block, at);
}

function render() {
  const newest = [...heights.keys()].sort((one, other) => other - one).slice(0, SHOWN);
  list(
    'heights',
    newest.flatMap((height) => {
      const candidates = [...heights.get(height).values()];
      return candidates.map((one) => [
        height,
        one.hash,
        one.leaderPoolId ?? one.pool_id,
        one.slot,
        date(one.time),
        one.reports,
        one.median,
        one.histogram === null ? '' : histogram(one.histogram).filter(([, count]) => count > 0).length,
        Object.entries(one.reporter_versions ?? {})
          .map(([key, count]) => `${key.replaceAll(',', '.')} ${count}`)
          .join(' '),
        candidates.length > 1 ? 'battle' : '',
        one.chained ?? 'open',
      ]);
    }),
  );
}
