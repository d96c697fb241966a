import type { Fields, Shape } from './shape.ts';

/** clients.md 1.4 */
export const BLOCK: Fields = {
  block: 'int',
  epoch: 'epoch',
  slot: 'slot',
  cslot: 'slot',
  time: 'ms',
  hash: 'hex64',
  leaderPoolId: 'pool',
  leaderPoolName: 'text',
  leaderPoolTicker: 'text',
  transactions: 'int',
  fees: 'lovelace',
  output: 'lovelace',
  size: 'int',
  cbor_size_bytes: 'int',
  ex_units_mem: 'int',
  ex_units_steps: 'int',
};

/** clients.md 1.2: `f`, `m`, `p` in force, `ff`, `fm`, `fp` next, never absent; administrators add `g` and `xx`. */
export const STAKE_POOL: Fields = {
  id: 'hex56',
  t: 'text',
  n: 'text',
  d: 'bool',
  'retiredEpoch?': 'epoch',
  x: 'bool',
  i: 'bool',
  r: 'int',
  o: 'int',
  oo: 'int',
  b: 'int',
  eb: 'epoch',
  l: 'int',
  f: 'lovelace',
  ff: 'lovelace',
  m: 'percent',
  fm: 'percent',
  p: 'lovelace',
  fp: 'lovelace',
  'ap?': 'lovelace',
  'cp?': 'lovelace',
  'ls?': 'lovelace',
  'lros?': 'fraction',
  'sr?': 'fraction',
  'tr?': 'fraction',
  'z?': 'int',
  'ez?': 'epoch',
  'zl?': 'int',
  'zs?': 'int',
};

/** clients.md 1.3 */
export const ASSIGNED_SLOTS: Fields = { slots: 'int', processed: 'bool', cheater: 'bool' };

/** clients.md 2; `median` and `outliers` are ours */
export const PROPAGATION: Fields = {
  epoch: 'epoch',
  hist: ['list', ['list', 'int']],
  avg: 'number',
  'median?': 'int',
  unique_pools: 'int',
  datapoints: 'int',
  outliers: 'int',
};

/** clients.md 1.3, without the histories; a pool without owners has one that is no key, because the app needs a list */
export const POOL_STATS: Fields = {
  firstEpoch: 'epoch',
  owners: ['list', /^([0-9a-f]{56})?$/],
  'reward_address?': 'hex56',
  'metadataUrl?': 'text',
  'metadataHash?': 'hex64',
  'delegatorHash?': 'int',
  'delegatorCount?': 'int',
  'public_note?': 'text',
};

/** clients.md 1.6: what is there from the first second, but for prices, battles and versions */
export const ECOSYSTEM_ALWAYS: Fields = {
  epochLength: 'int',
  activeSlotCoeff: 'fraction',
  tickerHash: 'int',
  trendingbattles: 'int',
  onlineRelays: 'int',
  offlineRelays: 'int',
  protocolsRelays: 'text',
  datacentersRelays: 'text',
  iptypesRelays: 'text',
};

/** clients.md 1.6: what the live stake is the source of; other parts lie beside it */
export const ECOSYSTEM_LIVE: Fields = {
  current_epoch: 'epoch',
  total_utxo: 'lovelace',
  totalStaked: 'lovelace',
  saturation: 'lovelace',
  saturated: 'int',
  desiredPoolNumber: 'int',
  decentralizationLevel: 'percent',
  treasury: 'lovelace',
  reserves: 'lovelace',
  'rewardpot?': 'lovelace',
  maxLiveStake: 'lovelace',
  totalPledge: 'lovelace',
  totalHonoredPledge: 'lovelace',
  activePools: 'int',
  delegators: 'int',
  averageFixedFee: 'lovelace',
  averagePledge: 'lovelace',
  averageVariableFee: 'percent',
};

const STAY: Fields = {
  ticker: 'text',
  amount: 'int',
  epochs: 'int',
  rewards: 'int',
  lifetime_loyalty: 'number',
  recent10_loyalty: 'number',
  recent5_loyalty: 'number',
};

/** clients.md 2, `dl` of a live delegator */
export const LOYALTY: Fields = {
  pool_ids_staked: ['map', STAY],
  max_epoch: 'epoch',
  current_pool: 'hex56',
  epochs_staked: 'int',
  total_staked: 'int',
  recent10: ['map', 'hex56'],
};

export const EPOCH: Fields = {
  epoch: 'epoch',
  blocks: 'int',
  blocksGenesis: 'int',
  transactions: 'int',
  fees: 'lovelace',
  totalOutput: 'lovelace',
  epochCborSize: 'int',
  lastBlockTime: 'ms',
};

/** clients.md 1.1; the app knows these five types, and a `retiring_epoch` that is no text breaks it (7, trap 14) */
export const POOL_UPDATE: Fields = {
  type: /^(registration|pledge|margin|fixed|retire)$/,
  from: 'text',
  to: 'text',
  time: 'ms',
  poolId: 'hex56',
  name: 'text',
  ticker: 'text',
  'retiring_epoch?': /^\d+( \(cancelled\))?$/,
};

export const AWARD: Fields = {
  award: /^LIFETIME_BLOCKS_(1|10|100|1K|10K)$/,
  type: /^MAINBLOCKS$/,
  value: 'seconds',
  hash: 'hex64',
  text: /^# [\d,]+<br\/>(First|10th|100th|1000th|10,000th) \w+ Block$/,
};

/** Every one a number: the app casts them. Others lie beside them. */
export const SYNC_STATUS: Fields = {
  block_no: 'int',
  epoch_no: 'epoch',
  'waitstake_complete_epoch?': 'epoch',
  'pool_forecast_calculated_epoch?': 'epoch',
  'forecast_rewards_complete_epoch?': 'epoch',
  'pool_actuals_calculated_epoch?': 'epoch',
  'actual_rewards_complete_epoch?': 'epoch',
  'new_rewards_complete_epoch?': 'epoch',
};

export const EPOCH_PARAMS: Fields = {
  decentralisation: 'number',
  influence: 'number',
  monetaryExpandRate: 'number',
  treasuryGrowthRate: 'number',
  optimalPoolCount: 'int',
  maxBlockSize: 'int',
  maxBhSize: 'int',
  maxEpoch: 'int',
  protocolMajor: 'int',
  protocolMinor: 'int',
  expectedBlocks: 'int',
  'reserves?': 'lovelace',
  'treasury?': 'lovelace',
  'epoch_fees?': 'lovelace',
  'reward_pot?': 'lovelace',
};

const DETAIL: Fields = { amount: 'int', pool: 'hex56', stakeRewards: 'int', operatorRewards: 'int', forecast: 'bool' };

/** clients.md 1.7 */
export const STAKE_RECORD: Fields = {
  amount: 'int',
  delegatedTo: 'text',
  delegatedToTicker: 'text',
  forecast: 'bool',
  operatorRewards: 'int',
  stakeRewards: 'int',
  rewardsSentTo: 'hex56',
  rewardAddrDetails: ['map', DETAIL],
  'lifeAmount?': 'int',
  'lifeOperatorRewards?': 'int',
  'lifeStakeRewards?': 'int',
};

/** clients.md 2, the stake history file */
export const STAKE_FILE: Shape = [
  'map',
  {
    amount: 'lovelace',
    'delegated_to_pool?': 'hex56',
    delegated_to_ticker: 'text',
    operator_rewards: 'lovelace',
    stake_rewards: 'lovelace',
    forecast: 'bool',
    rewards_sent_to: 'hex56',
    reward_address_details: [
      'map',
      { pool: 'hex56', amount: 'lovelace', stakeRewards: 'lovelace', operatorRewards: 'lovelace' },
    ],
  },
];

/** clients.md 1.1; the database leaves out an empty list */
export const HISTOGRAM: Fields = {
  epoch: 'epoch',
  'histogramdata?': ['list', { min: /^\d+\.\d{2}$/, max: /^\d+\.\d{2}$/, freq: 'int' }],
};

/** clients.md 2 */
export const REWARD_COLUMN: Shape = [
  'map',
  {
    f: 'bool',
    epochRos: 'number',
    epochTax: 'int',
    epochRewards: 'int',
    'lifetimeRos?': 'number',
    'lifetimeTax?': 'int',
    'lifetimeRewards?': 'int',
    'lifetimeStake?': 'int',
  },
];
