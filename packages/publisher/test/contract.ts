import type { Fields, Shape } from './shape.ts';

/** clients.md 1.4 */
export const BLOCK: Fields = {
  block: 'int',
  epoch: 'int',
  slot: 'int',
  cslot: 'int',
  time: 'int',
  hash: 'hex64',
  leaderPoolId: 'text',
  leaderPoolName: 'text',
  leaderPoolTicker: 'text',
  transactions: 'int',
  fees: 'int',
  output: 'int',
  size: 'int',
  cbor_size_bytes: 'int',
  ex_units_mem: 'int',
  ex_units_steps: 'int',
};

/** clients.md 1.2 */
export const STAKE_POOL: Fields = {
  id: 'hex56',
  t: 'text',
  n: 'text',
  d: 'bool',
  'retiredEpoch?': 'int',
  x: 'bool',
  i: 'bool',
  r: 'int',
  o: 'int',
  oo: 'int',
  b: 'int',
  eb: 'int',
  l: 'int',
  f: 'int',
  ff: 'int',
  m: 'number',
  fm: 'number',
  p: 'int',
  fp: 'int',
  'ap?': 'int',
  'ls?': 'int',
  'lros?': 'number',
  'sr?': 'number',
  'tr?': 'number',
};

/** clients.md 1.3, without the histories */
export const POOL_STATS: Fields = {
  firstEpoch: 'int',
  owners: ['list', 'text'],
  'reward_address?': 'hex56',
  'metadataUrl?': 'text',
  'metadataHash?': 'hex64',
};

export const EPOCH: Fields = {
  epoch: 'int',
  blocks: 'int',
  blocksGenesis: 'int',
  transactions: 'int',
  fees: 'int',
  totalOutput: 'int',
  epochCborSize: 'int',
  lastBlockTime: 'int',
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
  'reserves?': 'int',
  'treasury?': 'int',
  'epoch_fees?': 'int',
  'reward_pot?': 'int',
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
