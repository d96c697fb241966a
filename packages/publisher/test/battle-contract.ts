import type { Fields, Shape } from './shape.ts';

/** `[[counts],[edges]]` with 50 counts and 51 edges: a text that is JSON. */
export const HISTOGRAM_TEXT = /^\[\[\d+(,\d+){49}\],\[[\d.]+(,[\d.]+){50}\]\]$/;

/** What Firebase takes for the name of something. */
const VERSIONS: Shape = ['map', 'int'];

const DELAYS: Fields = {
  reports: 'int',
  median: 'int',
  histogram: HISTOGRAM_TEXT,
  'reporter_versions?': VERSIONS,
  protocol_major: 'int',
  protocol_minor: 'int',
};

/** clients.md 1.5 */
export const CANDIDATE: Fields = {
  epoch: 'epoch',
  slot: 'slot',
  time: 'ms',
  leaderPoolName: 'text',
  leaderPoolTicker: 'text',
  lastparent: /^([0-9a-f]{64})?$/,
  ...DELAYS,
  vrfwinner: 'bool',
  bvrfwinner: 'bool',
  competitive: 'bool',
  forker: 'bool',
  slotBattle: 'bool',
  'chained?': 'bool',
};

/** clients.md 2, `C_<hash>.json` */
export const CANDIDATE_FILE: Fields = {
  ...DELAYS,
  height: 'int',
  hash: 'hex64',
  slot: 'slot',
  time: 'ms',
  leaderPoolId: /^([0-9a-f]{56})?$/,
  rawtips: ['map', 'int'],
};

/** clients.md 2, `<hash>.json`; from `median` on ours */
export const BLOCK_FILE: Fields = {
  height: 'int',
  hash: 'hex64',
  slot: 'slot',
  theoretical: 'ms',
  leaderPoolId: /^([0-9a-f]{56})?$/,
  name: 'text',
  ticker: 'text',
  protocol_major: 'int',
  protocol_minor: 'int',
  histogram: HISTOGRAM_TEXT,
  rawtips: ['map', 'int'],
  median: 'int',
  outliers: 'int',
  'percentiles?': { p50: 'int', p90: 'int', p95: 'int', p99: 'int' },
  'within?': { '1s': 'fraction', '3s': 'fraction', '5s': 'fraction' },
};

const ORPHAN_FIELDS: Fields = {
  block: /^\d+$/,
  epoch: 'epoch',
  hash: 'hex64',
  leaderPoolId: 'pool',
  leaderPoolName: 'text',
  leaderPoolTicker: 'text',
  output: 'lovelace',
  size: 'int',
  slot: 'slot',
  time: 'ms',
  transactions: 'int',
  'classification?': /^(competitive|forker)$/,
  slotBattle: 'bool',
};

/** clients.md 1.4, with the other orphans of the height below `others` */
export const ORPHAN: Fields = { ...ORPHAN_FIELDS, 'others?': ['map', ORPHAN_FIELDS] };

/** clients.md 1.1 */
export const SYNC_DATA: Fields = {
  majoritymax: 'int',
  syncd: 'int',
  samples: 'int',
  histogramheight: 'int',
  histogramhash: 'hex64',
  currentepoch: 'epoch',
};

const TOLD: Fields = { version: 'int', platform: 'int', lasthash: 'int' };

/** clients.md 2; before the first block the histogram is `[[],[]]` */
export const STATS: Fields = {
  ...SYNC_DATA,
  histogram: /^\[\[[\d,]*\],\[[\d.,]*\]\]$/,
  max: 'int',
  min: 'int',
  countversion: ['map', 'int'],
  countplatform: ['map', 'int'],
  distribution: ['map', 'int'],
  reportingstatus: TOLD,
  currentslot: 'slot',
};

const MOMENT: Fields = {
  time: 'seconds',
  syncd: 'int',
  samples: 'int',
  majoritymax: 'int',
  currentepoch: 'epoch',
  currentslot: 'slot',
  currentheight: 'int',
};
export const EPOCH_MOMENTS: Shape = ['list', MOMENT];
export const MOMENTS: Shape = [
  'list',
  {
    ...MOMENT,
    dist: ['map', 'int'],
    countversion: ['map', 'int'],
    countplatform: ['map', 'int'],
    reportingstatus: TOLD,
  },
];

/** clients.md 1.6: the app needs every one of the four */
export const BATTLE_COUNTS: Fields = {
  recentBattles: 'int',
  recentForkers: 'int',
  recentSlotBattles: 'int',
  recentHeightBattles: 'int',
};

export const BATTLE_MOMENTS: Shape = [
  'list',
  { time: 'seconds', ...BATTLE_COUNTS, currentepoch: 'epoch', currentslot: 'slot', currentheight: 'int' },
];

export const TRENDS: Fields = {
  hash: 'int',
  trendingbattles: [
    'list',
    {
      epoch: 'epoch',
      battles: 'int',
      forkerblocks: 'int',
      slotbattleblocks: 'int',
      heightbattleblocks: 'int',
      prop_delay: 'int',
      avg_size: 'number',
      avg_tx: 'number',
    },
  ],
};

/** clients.md 1.6: by `major_minor` */
export const PROTOCOL_VERSIONS: Shape = [
  'map',
  {
    ver: /^\d+\.\d+$/,
    qty: 'int',
    stake: 'lovelace',
    blocks: 'int',
    blocks1hr: 'int',
    blocks6hr: 'int',
    blocks12hr: 'int',
    blocks24hr: 'int',
  },
];

export const FORKS: Shape = [
  'map',
  { epoch: 'epoch', block_no: 'int', pool_id: /^([0-9a-f]{56})?$/, pool_ticker: 'text' },
];
