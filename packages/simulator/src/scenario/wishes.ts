import {
  type Certificate,
  type CertificateEffect,
  credentialText,
  epoch,
  lovelace,
  type PoolId,
  type PoolRegistration,
  type ProtocolParameters,
  ratio,
} from '@pooltool/domain';
import { enterpriseAddress, newPoolKeys, type Wallet } from '../identity.ts';
import type { Account, Ledger } from '../ledger/ledger.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import type { Wish } from './payment.ts';

export interface Situation {
  readonly ledger: Ledger;
  readonly world: World;
  readonly parameters: ProtocolParameters;
  readonly random: Random;
}

/** What people do, and how often of a thousand transactions. What remains are payments. */
const HABITS: readonly (readonly [number, (now: Situation) => Wish | null])[] = [
  [130, moveDelegation],
  [80, beginDelegating],
  [40, leave],
  [80, withdraw],
  [30, changePool],
  [4, retirePool],
  [5, openPool],
];

/** What the next transaction is to do; null when that is not possible just now. */
export function nextWish(now: Situation): Wish | null {
  let mood = now.random.between(0, 999);
  for (const [often, habit] of HABITS) {
    if (mood < often) return habit(now);
    mood -= often;
  }
  return sendMoney(now);
}

function sendMoney(now: Situation): Wish | null {
  const { ledger, world, random } = now;
  const wallet = random.pick(movers(now));
  const other = random.pick(world.wallets);
  if (wallet === undefined || other === undefined) return null;
  const held = [...ledger.utxo.values()].find(({ address }) => address === wallet.address)?.amount ?? 0n;
  if (held < 20_000_000n) return null;
  const amount = 2_000_000n + random.bigBelow(held / 12n);
  const address = random.chance(0.05) ? enterpriseAddress(random) : other.address;
  return { wallet, payTo: { address, amount: lovelace(amount) } };
}

function moveDelegation(now: Situation): Wish | null {
  const wallet = someone(now, (account) => account !== undefined);
  const poolId = somePool(now);
  if (wallet === null || poolId === null) return null;
  const tag = now.random.chance(0.5) ? 2 : 10;
  return { wallet, certificates: [certificate(tag, delegation(wallet, poolId))] };
}

/** Registration and delegation in each of the ways Conway has for it. */
function beginDelegating(now: Situation): Wish | null {
  const wallet = someone(now, (account) => account === undefined);
  const poolId = somePool(now);
  if (wallet === null || poolId === null) return null;
  const deposit = now.parameters.keyDeposit;
  const register = { kind: 'stake-registration', credential: wallet.credential, deposit } as const;
  const delegate = delegation(wallet, poolId);
  const tag = now.random.pick([0, 7, 11, 13]) ?? 0;
  if (tag >= 11) return { wallet, certificates: [certificate(tag, register, delegate)] };
  const first = certificate(tag, { ...register, deposit: tag === 0 ? null : deposit });
  return { wallet, certificates: [first, { ...certificate(2, delegate), index: 1 }] };
}

/** An account must be emptied in the transaction that closes it. */
function leave(now: Situation): Wish | null {
  const wallet = someone(now, (account) => account !== undefined);
  const account = wallet && now.ledger.accounts.get(credentialText(wallet.credential));
  if (!wallet || !account) return null;
  const tag = now.random.chance(0.5) ? 1 : 8;
  const refund = tag === 8 ? lovelace(account.deposit) : null;
  const effect = { kind: 'stake-deregistration', credential: wallet.credential, refund } as const;
  return { wallet, withdraw: true, certificates: [certificate(tag, effect)] };
}

function withdraw(now: Situation): Wish | null {
  const wallet = someone(now, (account) => (account?.balance ?? 0n) > 0n);
  return wallet && { wallet, withdraw: true };
}

function changePool(now: Situation): Wish | null {
  const { ledger, world, random } = now;
  const poolId = somePool(now);
  const pool = poolId && (ledger.futurePools.get(poolId) ?? ledger.pools.get(poolId));
  const wallet = poolId && world.poolOwner.get(poolId);
  if (!pool || !wallet) return null;
  const changed: PoolRegistration = {
    ...pool,
    pledge: lovelace((pool.pledge * BigInt(random.between(60, 110))) / 100n),
    cost: random.chance(0.3) ? lovelace(BigInt(random.between(170, 900)) * 1_000_000n) : pool.cost,
    margin: random.chance(0.5) ? ratio(BigInt(random.between(0, 100)), 1000n) : pool.margin,
    rewardAccount: random.chance(0.1)
      ? (random.pick(world.wallets)?.credential ?? pool.rewardAccount)
      : pool.rewardAccount,
  };
  return { wallet, certificates: [certificate(3, { kind: 'pool-registration', pool: changed })] };
}

/** Some pools always stay, or nobody could make blocks. */
function retirePool(now: Situation): Wish | null {
  const { ledger, world, random } = now;
  const poolId = somePool(now);
  const wallet = poolId && world.poolOwner.get(poolId);
  if (!wallet || ledger.pools.size - ledger.retiring.size <= 4) return null;
  const retiringEpoch = epoch(ledger.epoch + random.between(1, 2));
  return { wallet, certificates: [certificate(4, { kind: 'pool-retirement', poolId, retiringEpoch })] };
}

function openPool(now: Situation): Wish | null {
  const { world, random } = now;
  const keyOwners = world.wallets.filter(({ credential }) => credential.kind === 'key');
  const wallet = random.pick(keyOwners);
  if (wallet === undefined) return null;
  const keys = newPoolKeys(random);
  world.poolKeys.set(keys.poolId, keys);
  world.poolOwner.set(keys.poolId, wallet);
  const pool: PoolRegistration = {
    poolId: keys.poolId,
    vrfKeyHash: keys.vrfKeyHash,
    pledge: lovelace(BigInt(random.between(0, 100_000)) * 1_000_000n),
    cost: now.parameters.minPoolCost,
    margin: ratio(BigInt(random.between(0, 50)), 1000n),
    rewardAccount: wallet.credential,
    owners: [wallet.credential.hash],
    relays: [{ kind: 'address', port: 3001, ipv4: `10.0.0.${random.between(1, 254)}`, ipv6: null }],
    metadata: null,
  };
  return { wallet, certificates: [certificate(3, { kind: 'pool-registration', pool })] };
}

const certificate = (tag: number, ...effects: readonly CertificateEffect[]): Certificate => ({
  tag,
  index: 0,
  effects,
});

const delegation = ({ credential }: Wallet, poolId: PoolId) =>
  ({ kind: 'stake-delegation', credential, poolId }) as const;

/** Owners of pools leave their stake where it is, mostly: else every pledge would soon be broken. */
const OWNERS_MOVE = 0.1;

function someone(now: Situation, fits: (account: Account | undefined) => boolean): Wallet | null {
  const { ledger, random } = now;
  const fitting = movers(now).filter(({ credential }) => fits(ledger.accounts.get(credentialText(credential))));
  return random.pick(fitting) ?? null;
}

function movers({ world, random }: Situation): readonly Wallet[] {
  if (random.chance(OWNERS_MOVE)) return world.wallets;
  const owners = new Set(world.poolOwner.values());
  return world.wallets.filter((wallet) => !owners.has(wallet));
}

const somePool = ({ ledger, random }: Situation): PoolId | null => random.pick([...ledger.pools.keys()]) ?? null;
