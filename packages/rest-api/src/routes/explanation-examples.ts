/** Small but whole: a pot of 1,000 lovelace, one pool, one account. */
const step = {
  symbol: 'pot',
  name: 'reward pot',
  formula: 'ΔR1 + fees',
  numbers: '900 + 100',
  exact: '1000/1',
  value: '1000',
  unit: 'lovelace',
  source: { ledger: 'rewardPot', section: 'rewards.md 1.2' },
};

const frame = {
  earned: 645,
  status: 'final',
  rules: { aggregation: 'sum', prefilter: false },
  potSteps: [step],
  open: [],
  differences: [],
};

const ACCOUNT = `key:${'4'.repeat(56)}`;
const POOL = '0f292fcaa02b8b2f9b3c8f9fd8e0bb21abedb692a6d5058df3ef2735';
const PAID = { destination: 'account', reason: null };

export const POT_EXAMPLE = {
  schema: 'reward-pot-explanation/1',
  ...frame,
  uses: [
    {
      name: 'treasury tax',
      destination: 'treasury',
      amount: '200',
      count: null,
      source: { ledger: 'deltaT1', section: 'rewards.md 1.2' },
    },
    {
      name: 'member rewards, paid',
      destination: 'account',
      amount: '800',
      count: 3,
      source: { ledger: 'rs', section: 'rewards.md 1.4' },
    },
  ],
  pot: '1000',
  sum: '1000',
  difference: '0',
  potsAfter: null,
};

export const POOL_EXAMPLE = {
  schema: 'pool-reward-explanation/1',
  poolId: POOL,
  ...frame,
  poolSteps: [{ ...step, symbol: 'f', name: 'pool reward' }],
  leader: { credential: ACCOUNT, amount: '340', ...PAID },
  members: [{ credential: ACCOUNT, stake: '5000', isOwner: false, exact: '921/2', amount: '460', ...PAID }],
  sums: { poolReward: '800', leader: '340', members: '460', leftOver: '0' },
};

export const ACCOUNT_EXAMPLE = {
  schema: 'account-reward-explanation/1',
  credential: ACCOUNT,
  ...frame,
  parts: [{ kind: 'member', poolId: POOL, amount: '460', steps: [{ ...step, symbol: 'member' }], ...PAID }],
  sums: { computed: '460', paid: '460', open: '0', toTreasury: '0', toReserves: '0' },
};
