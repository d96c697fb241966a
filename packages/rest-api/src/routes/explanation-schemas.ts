import { Type } from 'typebox';
import { lovelaceText } from '../conventions/amounts.ts';

/** The JSON of explanations (docs/rewards-audit.md), for those who generate clients. */
const fraction = (description: string) =>
  Type.String({ description: `${description}; "n/d"`, pattern: '^-?[0-9]+/[0-9]+$' });

const step = Type.Object({
  symbol: Type.String({ description: 'Unique in an explanation: `σ′`.' }),
  name: Type.String(),
  formula: Type.String({ description: '`given` for what is not computed here.' }),
  numbers: Type.String({ description: 'The formula with the values put in; empty for what is given.' }),
  exact: fraction('Before the floor, reduced'),
  value: Type.Union([Type.String({ pattern: '^-?[0-9]+$' }), Type.Null()], {
    description: 'After the floor, in whole units; null for a fraction.',
  }),
  unit: Type.Union(['lovelace', 'count', 'fraction', 'yes or no'].map((one) => Type.Literal(one))),
  source: Type.Object({ ledger: Type.String(), section: Type.String() }, { description: 'Where the rule is written.' }),
});

const steps = (description: string) => Type.Array(step, { description });

const destination = Type.Union(['open', 'account', 'treasury', 'reserves'].map((one) => Type.Literal(one)));

const fate = {
  destination,
  reason: Type.Union([Type.String(), Type.Null()], {
    description: 'Why it did not go to its account; null when it did.',
  }),
};

const frame = {
  earned: Type.Integer({ description: 'The epoch whose blocks earned the reward.' }),
  status: Type.Union([Type.Literal('forecast'), Type.Literal('final')]),
  rules: Type.Object({ aggregation: Type.String(), prefilter: Type.Boolean() }, { description: 'Of the era.' }),
  potSteps: steps('From the reserves to what is available to pools.'),
  open: Type.Array(Type.String(), { description: 'What a forecast does not know yet.' }),
  differences: Type.Array(Type.Object({ figure: Type.String(), explained: Type.String(), recorded: Type.String() }), {
    description: 'Empty, or something is wrong.',
  }),
};

export const potExplanation = Type.Object({
  schema: Type.Literal('reward-pot-explanation/1'),
  ...frame,
  uses: Type.Array(
    Type.Object({
      name: Type.String(),
      destination,
      amount: lovelaceText('What went there'),
      count: Type.Union([Type.Integer(), Type.Null()], { description: 'How many rewards; null for what is none.' }),
      source: Type.Object({ ledger: Type.String(), section: Type.String() }),
    }),
  ),
  pot: lovelaceText('Incentives and fees'),
  sum: lovelaceText('Of the uses'),
  difference: lovelaceText('pot − sum: 0, or money was lost or made'),
  potsAfter: Type.Union([Type.Object({ ours: pots(), ledger: pots() }), Type.Null()], {
    description: 'After the payout: from rewards alone, and as the ledger says; null while it has not said so.',
  }),
});

function pots() {
  return Type.Object({ reserves: lovelaceText('Reserves'), treasury: lovelaceText('Treasury') });
}

const credential = Type.String({
  description: '`key:<hash>` or `script:<hash>`',
  pattern: '^(key|script):[0-9a-f]{56}$',
});
const poolHex = Type.String({ pattern: '^[0-9a-f]{56}$' });

export const poolExplanation = Type.Object({
  schema: Type.Literal('pool-reward-explanation/1'),
  poolId: poolHex,
  ...frame,
  poolSteps: steps('From the blocks to the rate of a member.'),
  leader: Type.Object({ credential, amount: lovelaceText('Leader reward'), ...fate }),
  members: Type.Array(
    Type.Object({
      credential,
      stake: lovelaceText('Delegated'),
      isOwner: Type.Boolean({ description: 'Its share is inside the leader reward.' }),
      exact: fraction('rate · stake'),
      amount: lovelaceText('Its reward'),
      ...fate,
    }),
  ),
  sums: Type.Object({
    poolReward: lovelaceText('f'),
    leader: lovelaceText('To the leader'),
    members: lovelaceText('To the members'),
    leftOver: lovelaceText('What the floors left over'),
  }),
});

export const accountExplanation = Type.Object({
  schema: Type.Literal('account-reward-explanation/1'),
  credential,
  ...frame,
  parts: Type.Array(
    Type.Object({
      kind: Type.Union(['leader', 'member', 'owner'].map((one) => Type.Literal(one))),
      poolId: poolHex,
      amount: lovelaceText('Of this part'),
      steps: steps("The pool's, and for a member its own."),
      ...fate,
    }),
  ),
  sums: Type.Object({
    computed: lovelaceText('All parts'),
    paid: lovelaceText('Paid to the account'),
    open: lovelaceText('Open until the payout'),
    toTreasury: lovelaceText('To the treasury'),
    toReserves: lovelaceText('Left in the reserves'),
  }),
});
