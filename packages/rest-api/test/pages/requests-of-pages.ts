import { expect } from 'vitest';
import type { Visit } from './visited.ts';

/** What a page asks for after what all ask first, step by step: requests of one step go out side by side (clients.md 4). */
export interface PageRequests {
  readonly path: string;
  /** of the present epoch, for what all ask first; 0: before the first block */
  readonly epoch: number;
  readonly own: readonly (readonly string[])[];
  /** what it says over its WebSocket beside what all say */
  readonly words: readonly string[];
  /** asked for in vain, always */
  readonly missing: readonly string[];
}

const PATIENCE = { timeout: 15_000, interval: 20 };

interface Shown {
  readonly epoch: number;
  readonly pool: string;
  readonly key: string;
  readonly search: number;
  /** that statistics name */
  readonly shownBlock: { readonly height: number; readonly hash: string };
}

/** The table of clients.md 4, of a visitor who is not signed in. */
export function pagesOf({ epoch, pool, key, search, shownBlock }: Shown) {
  const page = (path: string, more: Partial<PageRequests> = {}): PageRequests => ({
    path,
    epoch,
    own: [],
    words: [],
    missing: [],
    ...more,
  });
  const ofPool = (tab: string, own: readonly string[], missing: readonly string[] = []): PageRequests =>
    page(`/pool/${pool}/${tab}`, {
      own: [[`GET /api/pool/${pool}`, `GET /api/pool/${pool}`], ...own.map((one) => [one])],
      words: [`subscribe pool_stats {"pool_id":"${pool}"}`],
      missing,
    });
  const undefinedBlocks = `GET /api/pool/undefined/blocks/${epoch}`;
  const blocks = [undefinedBlocks, `GET /api/pool/${pool}/blocks/${epoch}`];
  const TICKERS = 'file stats/tickers2026.json';
  const blockFile = `file blockdata/${Math.floor(shownBlock.height / 1_000)}/${shownBlock.hash}.json`;
  return {
    home: page('/', { own: [['GET /api/ros_histogram?type=pool'], ['GET /api/ros_histogram?type=stake']] }),
    pools: page('/pools', { own: [['GET /api/pools']], words: ['subscribe pools {}'] }),
    poolEpochs: ofPool('epochs', [`GET /api/pool/${pool}/history?limit=30`]),
    poolBlocks: ofPool('blocks', blocks, [undefinedBlocks]),
    poolOrphans: ofPool('orphans', blocks, [undefinedBlocks]),
    poolMetrics: ofPool(
      'metrics',
      ['producer', 'receiver'].map((side) => `file stats/pools/${pool}/by_${side}.json`),
    ),
    poolCurve: ofPool('curve', []),
    poolAwards: ofPool(
      'awards',
      ['GET /api/pool/undefined/awards', `GET /api/pool/${pool}/awards`],
      ['GET /api/pool/undefined/awards'],
    ),
    poolAdmin: ofPool('admin', [`GET /api/admin/delegator_update/${pool}`]),
    address: page(`/address/${key}`, {
      own: [
        ['GET /api/epoch_exchange_rates'],
        [`GET /api/stake_hist_meta/${key}`],
        [`file stake_history/${key.slice(0, 6)}/${key}.json`],
      ],
      words: [`subscribe stake_hist {"address":"${key}"}`],
    }),
    realtime: page('/realtime', { words: epoch === 0 ? [] : [`subscribe blocks {"epoch":${epoch}}`] }),
    search: page(`/realtime/${search}`, { own: [[`GET /api/blocks/${epoch}?block_height=${search}`]] }),
    networkHealth: page('/network', {
      own: [
        TICKERS,
        'GET /api/tickers2026',
        'file stats/stats.json',
        'file stats/syncd.json',
        blockFile,
        'file stats/trendingbattles2026.json',
        'file stats/battledata2026.json',
      ].map((one) => [one]),
      // Nobody publishes it while no pool has a ticker, and the page asks the API instead.
      missing: [TICKERS],
    }),
    about: page('/about'),
  };
}

const ALWAYS_HEARD = ['recent_block', 'ecosystem', 'syncdata', 'heights', 'epoch_data', 'admin_message'];

/** The page asked for all of it, in this order, and for nothing else; and so it subscribed. */
export async function expectRequests({ asked, said }: Visit, { epoch, own, words }: PageRequests): Promise<void> {
  const steps = [...firstRequests(epoch), ...own];
  const expected = steps.flatMap((step) => [...step].sort());
  await expect.poll(() => inSteps(asked, steps), PATIENCE).toEqual(expected);
  const all = [...ALWAYS_HEARD.map((channel) => `subscribe ${channel} {}`), ...words];
  // Whatever it had said before its socket was subscribed to everything once more, it says twice.
  await expect.poll(() => [...new Set(said)].filter((one) => one !== 'pong').sort(), PATIENCE).toEqual([...all].sort());
}

/** What every page asks first. */
const firstRequests = (epoch: number): readonly (readonly string[])[] => [
  ['/locales/en.json', '/locales/languages.json'],
  ['WS connect', 'GET /api/ecosystem', 'GET /api/syncdata', 'GET /api/heights', 'GET /api/recent_block'],
  ...(epoch === 0
    ? []
    : [
        [`epoch_params/${epoch}`, `epoch_params/${epoch - 1}`, `epoch/${epoch}`, `active_stake/${epoch}`].map(
          (one) => `GET /api/${one}`,
        ),
      ]),
];

/** As they came, but within a step sorted. */
function inSteps(asked: readonly string[], steps: readonly (readonly string[])[]): readonly string[] {
  const rest = [...asked];
  return [...steps.flatMap(({ length }) => rest.splice(0, length).sort()), ...rest];
}
