import {
  blockHash,
  credentialText,
  lovelace,
  type Network,
  type PoolId,
  type PoolRegistration,
  type ProtocolParameters,
  ratio,
  type TransactionOutput,
  transactionId,
} from '@pooltool/domain';
import { blake2b256, fromHex, toHex } from '@pooltool/shared-utils/crypto';
import { newPoolKeys, newWallet, type PoolKeys, type Wallet } from './identity.ts';
import { outputKey } from './ledger/apply-transaction.ts';
import { type Account, type Ledger, NO_STAKE, total } from './ledger/ledger.ts';
import { literalRewards, type Rules } from './ledger/literal-rewards.ts';
import { takeSnapshot } from './ledger/snapshot.ts';
import type { Random } from './random.ts';
import type { SimulationSettings } from './settings.ts';
import type { World } from './world.ts';

const RESERVES = 15_000_000_000_000_000n;
const SCRIPT_SHARE = 0.15;
const DELEGATING_SHARE = 0.85;

/** The world and its ledger before the first block: money, pools and delegations that no block registered. */
export function genesis(settings: SimulationSettings, rules: Rules, random: Random): { world: World; ledger: Ledger } {
  const wallets = Array.from({ length: Math.max(settings.delegators, settings.pools) }, (_, i) =>
    newWallet(random, i >= settings.pools && random.chance(SCRIPT_SHARE) ? 'script' : 'key'),
  );
  const keys = Array.from({ length: settings.pools }, () => newPoolKeys(random));
  const delegating = wallets.filter((_, i) => i < settings.pools || random.chance(DELEGATING_SHARE));
  const utxo = moneyOf({ wallets, delegating, owners: settings.pools, pools: settings.pools, rules, random });
  const owned = [...utxo.values()].map(({ amount }) => amount);
  const pools = new Map<PoolId, PoolRegistration>();
  for (const [i, key] of keys.entries()) {
    const pool = firstParameters({ index: i, key, wallets, owned: owned[i] ?? 0n, random });
    pools.set(pool.poolId, pool);
  }
  const accounts = new Map<string, Account>();
  for (const [i, { credential }] of delegating.entries()) {
    const pool = i < keys.length ? keys[i] : random.pick(keys);
    const deposit = rules.parameters.keyDeposit;
    accounts.set(credentialText(credential), { balance: 0n, deposit, pool: pool?.poolId ?? null });
  }
  const ledger = firstLedger({ utxo, accounts, pools, rules });
  const ownerOf = (index: number): Wallet | undefined => wallets[index];
  const poolOwner = new Map(keys.flatMap(({ poolId }, i) => entryOf(poolId, ownerOf(i))));
  return { world: { wallets, poolKeys: new Map(keys.map((key) => [key.poolId, key])), poolOwner }, ledger };
}

const entryOf = (id: PoolId, wallet: Wallet | undefined): [PoolId, Wallet][] => (wallet ? [[id, wallet]] : []);

/** The whole circulation in one output a wallet; owners hold more. An output's id is the hash of its address, as in Shelley. */
function moneyOf(given: {
  wallets: readonly Wallet[];
  delegating: readonly Wallet[];
  owners: number;
  pools: number;
  rules: { network: Network; parameters: ProtocolParameters };
  random: Random;
}): Map<string, TransactionOutput> {
  const { wallets, delegating, owners, pools, rules, random } = given;
  const { keyDeposit, poolDeposit } = rules.parameters;
  const deposits = BigInt(delegating.length) * keyDeposit + BigInt(pools) * poolDeposit;
  const circulation = rules.network.maxLovelaceSupply - RESERVES - deposits;
  const weights = wallets.map((_, i) => BigInt(random.between(1, 1000) * (i < owners ? 4 : 1)));
  const all = total(weights);
  const amounts = weights.map((weight) => (circulation * weight) / all);
  const dust = circulation - total(amounts);
  return new Map(
    wallets.map(({ address }, i) => {
      const id = transactionId(toHex(blake2b256(fromHex(address))));
      const amount = (amounts[i] ?? 0n) + (i === 0 ? dust : 0n);
      return [outputKey(id, 0), { address, amount: lovelace(amount) }];
    }),
  );
}

/** Pools of every kind rewards distinguish: private, without margin, two owners, unmet pledge, an account nobody registered. */
function firstParameters(given: {
  index: number;
  key: PoolKeys;
  wallets: readonly Wallet[];
  owned: bigint;
  random: Random;
}): PoolRegistration {
  const { index, key, wallets, owned, random } = given;
  const owner = wallets[index];
  const second = wallets[index - 1];
  if (owner === undefined) throw new RangeError('a pool needs an owner');
  const pledgePercent = index === 4 ? 120 : random.between(20, 70);
  const stranger = newWallet(random, 'key');
  return {
    poolId: key.poolId,
    vrfKeyHash: key.vrfKeyHash,
    pledge: lovelace((owned * BigInt(pledgePercent)) / 100n),
    cost: lovelace(BigInt(random.between(170, 900)) * 1_000_000n),
    margin: index === 1 ? ratio(1n, 1n) : index === 5 ? ratio(0n, 1n) : ratio(BigInt(random.between(1, 80)), 1000n),
    rewardAccount: index === 2 ? stranger.credential : owner.credential,
    owners: [owner.credential.hash, ...(index === 3 && second ? [second.credential.hash] : [])],
    relays: [{ kind: 'host', port: 3001, name: `relay${index}.simulation.example` }],
    metadata: { url: `https://simulation.example/${index}.json`, hash: blockHash(toHex(blake2b256(key.coldKey))) },
  };
}

/** As a node starts from a genesis file: one snapshot, mark; set and go are empty (seen in the devnet dumps). */
function firstLedger(given: {
  utxo: Map<string, TransactionOutput>;
  accounts: Map<string, Account>;
  pools: Map<PoolId, PoolRegistration>;
  rules: Rules;
}): Ledger {
  const { utxo, accounts, pools, rules } = given;
  const deposit = rules.parameters.poolDeposit;
  const unpaid = {
    incentives: 0n,
    fees: 0n,
    tax: 0n,
    available: 0n,
    unearned: 0n,
    pools: new Map(),
    rewards: new Map(),
  };
  const ledger: Ledger = {
    epoch: 0,
    utxo,
    accounts,
    pools,
    poolDeposits: new Map([...pools.keys()].map((id) => [id, deposit])),
    futurePools: new Map(),
    retiring: new Map(),
    reserves: RESERVES,
    treasury: 0n,
    feePot: 0n,
    feesPrevious: 0n,
    blocksPrevious: new Map(),
    blocksCurrent: new Map(),
    mark: NO_STAKE,
    set: NO_STAKE,
    go: NO_STAKE,
    pending: unpaid,
    rewardPotPaid: 0n,
  };
  ledger.mark = takeSnapshot(ledger);
  ledger.pending = literalRewards(ledger, rules);
  return ledger;
}
