import { expect, test } from 'vitest';
import {
  epoch,
  type LedgerArrival,
  ledgerArrivalFrom,
  ledgerArrivalText,
  lovelace,
  type ProtocolParameters,
  poolId,
  ratio,
} from '../../src/index.ts';

const parameters: ProtocolParameters = {
  optimalPoolCount: 500,
  pledgeInfluence: ratio(3n, 10n),
  monetaryExpansion: ratio(3n, 1000n),
  treasuryGrowth: ratio(1n, 5n),
  decentralisation: ratio(0n, 1n),
  protocolVersion: { major: 10, minor: 0 },
  minPoolCost: lovelace(170_000_000n),
  keyDeposit: lovelace(2_000_000n),
  poolDeposit: lovelace(500_000_000n),
  maxRetirementEpochs: 18,
  feePerByte: lovelace(44n),
  feeFixed: lovelace(155_381n),
  maxBlockBodySize: 90_112,
  maxTransactionSize: 16_384,
  maxBlockHeaderSize: 1100,
};

const file = (name: string) => ({ key: `ledger/test/${name}`, sha256: 'ab'.repeat(32), bytes: 7 });

const arrival: LedgerArrival = {
  magic: 42,
  layout: 'A2',
  epoch: epoch(5),
  pots: { reserves: lovelace(13_000_000_000_000_001n), treasury: lovelace(1n) },
  feesPrevious: lovelace(3n),
  blocksPrevious: new Map([
    [poolId('bb'.repeat(28)), 2],
    [poolId('aa'.repeat(28)), 1],
  ]),
  blocksCurrent: 9,
  parameters,
  parametersPrevious: { ...parameters, optimalPoolCount: 150 },
  rewardUpdate: {
    toTreasury: lovelace(10n),
    fromReserves: -4n,
    leaderRewards: lovelace(2n),
    memberRewards: lovelace(1n),
    rewards: 3,
  },
  snapshots: [{ role: 'mark', activeEpoch: epoch(6), ...file('mark'), delegators: 3, pools: 2 }],
  accounts: { ...file('accounts'), count: 4 },
};

const json = () => JSON.parse(ledgerArrivalText(arrival));

test('an arrival comes back from its text, whatever returned to the reserves', () => {
  expect(ledgerArrivalFrom(json())).toEqual({ ...arrival, blocksPrevious: new Map([...arrival.blocksPrevious]) });
});

test('the same arrival is the same text, however it was put together', () => {
  const blocksPrevious = new Map([...arrival.blocksPrevious].reverse());
  const accounts = { count: 4, bytes: 7, sha256: 'ab'.repeat(32), key: 'ledger/test/accounts' };
  expect(ledgerArrivalText({ ...arrival, blocksPrevious, accounts })).toBe(ledgerArrivalText(arrival));
  expect(ledgerArrivalText(ledgerArrivalFrom(json()))).toBe(ledgerArrivalText(arrival));
});

test.each([
  ['schema', { schema: 'ledger-arrival/2' }],
  ['layout', { layout: 'D' }],
  ['epoch', { epoch: 2 ** 40 }],
  ['reserves', { reserves: 5 }],
  ['feesPrevious', { feesPrevious: '-3' }],
  ['blocksPrevious.nobody', { blocksPrevious: { nobody: 1 } }],
  ['parameters.pledgeInfluence', { parameters: { ...json().parameters, pledgeInfluence: '0.3' } }],
  ['parametersPrevious', { parametersPrevious: undefined }],
  ['rewardUpdate.fromReserves', { rewardUpdate: { ...json().rewardUpdate, fromReserves: '4.5' } }],
  ['snapshots[0].role', { snapshots: [{ ...json().snapshots[0], role: 'new' }] }],
  ['snapshots[0].sha256', { snapshots: [{ ...json().snapshots[0], sha256: 'AB' }] }],
  ['accounts.count', { accounts: file('accounts') }],
])('a wrong %s is named', (field, change) => {
  expect(() => ledgerArrivalFrom({ ...json(), ...change })).toThrow(`${field} must be `);
});
