import {
  credentialHash,
  lovelace,
  type PoolId,
  type PoolRegistration,
  type ProtocolParameters,
  poolId,
  ratio,
  stakeCredential,
} from '@pooltool/domain';
import { makeSimulation } from '@pooltool/simulator';
import type { DumpForm, Ledger, LedgerSnapshot } from '@pooltool/simulator/dump';
import fc from 'fast-check';

/** Few enough hashes that keys and scripts, owners and delegators, pools and ghosts of pools meet. */
const hash = fc.integer({ min: 0, max: 90 }).map((n) => n.toString(16).padStart(2, '0').repeat(28));
const who = fc.tuple(fc.constantFrom('key', 'script'), hash).map(([kind, of]) => `${kind}:${of}`);
const pool = fc.integer({ min: 0, max: 40 }).map((n) => poolId(`${n}`.padStart(2, '9').repeat(28)));

/** Edges of CBOR's heads, of doubles and of 64 bits; sums of a hundred stay below 2^64. */
const amount = fc.oneof(
  fc.constantFrom(0n, 1n, 23n, 24n, 255n, 256n, 65_535n, 65_536n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 53n + 1n),
  fc.bigInt({ min: 0n, max: 2n ** 57n }),
);
const wide = fc.oneof(amount, fc.constant(2n ** 64n - 1n));
const share = fc
  .tuple(amount, amount)
  .map(([one, other]) => (one < other ? ratio(one, other) : ratio(other, one || 1n)));

const mapOf = <Key, Value>(key: fc.Arbitrary<Key>, value: fc.Arbitrary<Value>, maxLength = 60) =>
  fc.uniqueArray(fc.tuple(key, value), { maxLength, selector: ([one]) => one }).map((entries) => new Map(entries));

const registration: fc.Arbitrary<Omit<PoolRegistration, 'poolId'>> = fc.record({
  vrfKeyHash: hash.map((of) => `${of}01020304`),
  pledge: wide.map(lovelace),
  cost: wide.map(lovelace),
  margin: share,
  rewardAccount: fc
    .tuple(fc.constantFrom('key' as const, 'script' as const), hash)
    .map(([kind, of]) => stakeCredential(kind, of)),
  owners: fc.uniqueArray(hash.map(credentialHash), { maxLength: 30 }),
  relays: fc.constantFrom([], [{ kind: 'srv' as const, name: 'relay.example' }]),
  metadata: fc.constantFrom(null, { url: 'https://pool.example', hash: 'ab'.repeat(32) }),
});
const pools: fc.Arbitrary<Map<PoolId, PoolRegistration>> = mapOf(pool, registration, 30).map(
  (found) => new Map([...found].map(([id, terms]) => [id, { ...terms, poolId: id }])),
);

const snapshot: fc.Arbitrary<LedgerSnapshot> = fc
  .record({ stake: mapOf(who, wide), delegations: mapOf(who, pool), pools })
  // Layout C has no place for stake that is not delegated.
  .map(({ stake, delegations, ...rest }) => ({
    stake: new Map([...stake].filter(([one]) => delegations.has(one))),
    delegations,
    ...rest,
  }));

/** Addresses of every kind: base (one with a tail), pointer, enterprise, Byron. */
const address = fc.tuple(fc.integer({ min: 0, max: 9 }), hash, hash).map(([form, payment, stake]) => {
  if (form < 4) return `${form}0${payment}${stake}${form === 1 ? 'c0ffee' : ''}`;
  if (form < 6) return `${form}0${payment}818203`;
  return form < 8 ? `${form}0${payment}` : `82d818582183581c${payment}a0001a${stake.repeat(form)}`;
});
const utxo = fc
  .array(fc.record({ address, amount: amount.map((of) => lovelace(of || 1n)) }), { maxLength: 60 })
  .map((outputs) => new Map(outputs.map((output, n) => [`${`${n}`.padStart(64, '0')}#${n * 400}`, output])));

const account = fc.record({
  balance: wide,
  deposit: amount,
  pool: fc.option(pool),
  drep: fc.oneof(fc.constantFrom('abstain', 'no-confidence'), who),
  votes: fc.boolean(),
});
const accounts = mapOf(who, account).map(
  (found) => new Map([...found].map(([one, { drep, votes, ...rest }]) => [one, votes ? { ...rest, drep } : rest])),
);

const reward = fc.record({
  kind: fc.constantFrom('leader' as const, 'member' as const),
  poolId: pool,
  amount: amount.map((of) => of / 2n),
});
const pending = fc
  .record({
    ...{ incentives: amount, fees: amount, tax: amount, available: amount, unearned: amount },
    rewards: mapOf(who, fc.array(reward, { minLength: 1, maxLength: 3 })),
  })
  .map((found) => ({ ...found, pools: new Map() }));

const blocks = mapOf(pool, fc.nat());

/** A ledger that need not have come about; what is summed in a dump stays below 2^64. */
export const anyLedger: fc.Arbitrary<Ledger> = fc
  .record({
    ...{ epoch: fc.nat({ max: 1e6 }), utxo, accounts, pools, futurePools: pools },
    ...{ poolDeposits: mapOf(pool, amount), retiring: mapOf(pool, fc.nat()) },
    ...{ reserves: wide, treasury: wide, feePot: wide, feesPrevious: fc.constant(0n), rewardPotPaid: wide },
    ...{ blocksPrevious: blocks, blocksCurrent: blocks, mark: snapshot, set: snapshot, go: snapshot, pending },
  })
  // Who registers again is registered.
  .map(({ futurePools, ...ledger }) => ({
    ...ledger,
    futurePools: new Map([...futurePools].filter(([id]) => ledger.pools.has(id))),
  }));

const { parameters } = makeSimulation();
const anyParameters: fc.Arbitrary<ProtocolParameters> = fc
  .record({ minPoolCost: wide.map(lovelace), pledgeInfluence: share, optimalPoolCount: fc.nat() })
  .map((some) => ({ ...parameters, ...some }));

/** `indefiniteFrom`: all lists and maps of indefinite length, none, or as the ledger does. */
export const anyForm: fc.Arbitrary<DumpForm> = fc.record({
  layout: fc.constantFrom('A', 'A2', 'B', 'C'),
  parameters: anyParameters,
  parametersPrevious: anyParameters,
  indefiniteFrom: fc.constantFrom(0, 24, Number.POSITIVE_INFINITY),
});
