import { addressText } from '@pooltool/codec';
import {
  type Certificate,
  type CertificateEffect,
  epoch,
  epochOfSlot,
  lovelace,
  type Network,
  ratio,
  slot,
  slotStartMs,
  type TransactionInput,
} from '@pooltool/domain';
import { fromHex } from '@pooltool/shared-utils/crypto';
import {
  type MadeTransaction,
  makeBlock,
  makeTransaction,
  newPoolKeys,
  newWallet,
  Random,
  simulationNetworkOf,
} from '@pooltool/simulator/chain';
import type { VerificationRequest } from '@pooltool/store/verifications';
import fc from 'fast-check';
import type { BlockTree, TreeBlock } from './block-tree.ts';

/** Some eight blocks an epoch, and forks of up to twelve: every case crosses boundaries and branches that are too long. */
export const smallNetwork: Network = { ...simulationNetworkOf(20), securityParameter: 12 };

const random = new Random(2026);
const POOLS = Array.from({ length: 3 }, () => newPoolKeys(random));
const WALLETS = Array.from({ length: 4 }, (_, i) => newWallet(random, i === 3 ? 'script' : 'key'));
const MOST_FORK_BACK = 15;

/** What somebody does in a transaction, by numbers into the lists above, so that any choice is possible and shrinks. */
type Deed =
  | { readonly deed: 'register' | 'deregister'; readonly who: number; readonly withDeposit: boolean }
  | { readonly deed: 'delegate' | 'register and delegate'; readonly who: number; readonly pool: number }
  | { readonly deed: 'register pool'; readonly pool: number; readonly pledge: number; readonly marginPercent: number }
  | { readonly deed: 'retire pool'; readonly pool: number; readonly inEpochs: number };

interface TransactionRecipe {
  readonly deeds: readonly Deed[];
  /** which of the outputs nobody has spent is spent */
  readonly spend: number;
  readonly pays: readonly { readonly to: number; readonly ada: number }[];
}

export interface BlockRecipe {
  /** 0: on the block before it in the list, 1: on the one before that …; beyond the first one: it begins a chain itself */
  readonly back: number;
  /** slots after its parent */
  readonly gap: number;
  readonly pool: number;
  /** holds the transactions of another branch instead of its own, where they fit: as after a fork on a real chain */
  readonly sameAs: number | null;
  readonly transactions: readonly TransactionRecipe[];
}

const who = fc.nat(WALLETS.length - 1);
const pool = fc.nat(POOLS.length - 1);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ deed: fc.constant('register'), who, withDeposit: fc.boolean() } as const),
  fc.record({ deed: fc.constant('deregister'), who, withDeposit: fc.boolean() } as const),
  fc.record({ deed: fc.constant('delegate'), who, pool } as const),
  fc.record({ deed: fc.constant('register and delegate'), who, pool } as const),
  fc.record({
    deed: fc.constant('register pool'),
    pool,
    pledge: fc.nat(2),
    marginPercent: fc.nat(2),
  } as const),
  fc.record({ deed: fc.constant('retire pool'), pool, inEpochs: fc.integer({ min: 1, max: 2 }) } as const),
);

const transaction: fc.Arbitrary<TransactionRecipe> = fc.record({
  deeds: fc.array(deed, { maxLength: 2 }),
  spend: fc.nat(20),
  pays: fc.array(fc.record({ to: who, ada: fc.integer({ min: 1, max: 9 }) }), { maxLength: 2 }),
});

const blockRecipe: fc.Arbitrary<BlockRecipe> = fc.record({
  back: fc.oneof({ weight: 7, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(MOST_FORK_BACK) }),
  gap: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 4 }) },
    // Sometimes a whole epoch passes without a block.
    { weight: 1, arbitrary: fc.integer({ min: 15, max: 45 }) },
  ),
  pool,
  sameAs: fc.option(fc.nat(50), { freq: 3 }),
  transactions: fc.array(transaction, { maxLength: 2 }),
});

/** Trees of blocks with every certificate that moves pools or stake, often in branches that compete. */
export const treeRecipe: fc.Arbitrary<readonly BlockRecipe[]> = fc.noBias(
  fc.array(blockRecipe, { minLength: 4, maxLength: 40, size: 'max' }),
);

/** What a branch has come to, for those who build on it. */
interface Branch {
  readonly unspent: readonly TransactionInput[];
  /** ids of its transactions */
  readonly holds: ReadonlySet<string>;
}

interface Grown extends Branch {
  readonly one: TreeBlock;
  readonly transactions: readonly MadeTransaction[];
}

const NOTHING: Branch = { unspent: [], holds: new Set() };

export function growTree(recipes: readonly BlockRecipe[]): BlockTree {
  const grown: Grown[] = [];
  for (const [place, recipe] of recipes.entries()) {
    grown.push(grow(recipe, { place, parent: grown[place - 1 - recipe.back] ?? null, others: grown }));
  }
  return { network: smallNetwork, blocks: grown.map(({ one }) => one) };
}

interface Place {
  readonly place: number;
  readonly parent: Grown | null;
  readonly others: readonly Grown[];
}

function grow(recipe: BlockRecipe, { place, parent, others }: Place): Grown {
  const at = (parent?.one.block.slot ?? 0) + recipe.gap;
  const branch = parent ?? NOTHING;
  const copied = recipe.sameAs === null ? [] : copiesOf(others[recipe.sameAs % Math.max(1, others.length)], branch);
  const transactions = copied.length > 0 ? copied : newTransactions(recipe, { at, place, branch });
  const leader = keysOf(recipe.pool);
  const { block, bytes } = makeBlock(
    {
      parent: parent?.one.block ?? null,
      slot: at,
      leader,
      certificateNumber: 1,
      protocolVersion: { major: 9, minor: 1 },
      transactions,
    },
    new Random(place),
  );
  return {
    one: { place, parent: parent?.one ?? null, block, bytes },
    transactions,
    unspent: transactions.reduce(unspentAfter, branch.unspent),
    holds: new Set([...branch.holds, ...transactions.map(({ transaction }) => transaction.id)]),
  };
}

/** Those of another block's transactions that are valid on this branch. */
function copiesOf(other: Grown | undefined, { unspent, holds }: Branch): MadeTransaction[] {
  const spendable = new Set(unspent.map(outputName));
  return (other?.transactions ?? [])
    .filter(({ transaction }) => !holds.has(transaction.id))
    .filter(({ transaction }) => transaction.inputs.every((input) => spendable.has(outputName(input))))
    .map(({ transaction, body }, index) => ({ transaction: { ...transaction, index }, body }));
}

function newTransactions(
  { transactions }: BlockRecipe,
  { at, place, branch }: { at: number; place: number; branch: Branch },
): MadeTransaction[] {
  const made: MadeTransaction[] = [];
  for (const { deeds, spend, pays } of transactions) {
    const unspent = made.reduce(unspentAfter, branch.unspent);
    const spent = unspent[spend % Math.max(1, unspent.length)];
    const draft = {
      inputs: spent === undefined ? [] : [spent],
      outputs: pays.map(({ to, ada }) => ({ address: walletOf(to).address, amount: lovelace(BigInt(ada) * ADA) })),
      // A chain never holds one transaction twice: the fee makes each its own.
      fee: BigInt(170_000 + place * 10 + made.length),
      certificates: deeds.map((one, index) => ({ ...certificateOf(one, at), index })),
      withdrawals: [],
    };
    made.push(makeTransaction(draft, made.length));
  }
  return made;
}

const outputName = ({ transactionId, index }: TransactionInput): string => `${transactionId}#${index}`;

function unspentAfter(unspent: readonly TransactionInput[], { transaction }: MadeTransaction): TransactionInput[] {
  const spent = new Set(transaction.inputs.map(outputName));
  return [
    ...unspent.filter((one) => !spent.has(outputName(one))),
    ...transaction.outputs.map((_, index) => ({ transactionId: transaction.id, index })),
  ];
}

const ADA = 1_000_000n;
const DEPOSIT = lovelace(2_000_000n);

function certificateOf(deed: Deed, at: number): Omit<Certificate, 'index'> {
  switch (deed.deed) {
    case 'register': {
      const deposit = deed.withDeposit ? DEPOSIT : null;
      const effect = { kind: 'stake-registration', credential: credentialOf(deed.who), deposit } as const;
      return { tag: deed.withDeposit ? 7 : 0, effects: [effect] };
    }
    case 'deregister': {
      const refund = deed.withDeposit ? DEPOSIT : null;
      const effect = { kind: 'stake-deregistration', credential: credentialOf(deed.who), refund } as const;
      return { tag: deed.withDeposit ? 8 : 1, effects: [effect] };
    }
    case 'delegate':
      return { tag: 2, effects: [delegation(deed)] };
    case 'register and delegate': {
      const effect = { kind: 'stake-registration', credential: credentialOf(deed.who), deposit: DEPOSIT } as const;
      return { tag: 11, effects: [effect, delegation(deed)] };
    }
    case 'register pool':
      return { tag: 3, effects: [poolRegistration(deed)] };
    case 'retire pool': {
      const retiringEpoch = epoch(epochOfSlot(smallNetwork, slot(at)) + deed.inEpochs);
      return { tag: 4, effects: [{ kind: 'pool-retirement', poolId: keysOf(deed.pool).poolId, retiringEpoch }] };
    }
  }
}

const delegation = (deed: { readonly who: number; readonly pool: number }): CertificateEffect => ({
  kind: 'stake-delegation',
  credential: credentialOf(deed.who),
  poolId: keysOf(deed.pool).poolId,
});

function poolRegistration(deed: Extract<Deed, { deed: 'register pool' }>): CertificateEffect {
  const { poolId, vrfKeyHash } = keysOf(deed.pool);
  const owner = credentialOf(deed.pool);
  return {
    kind: 'pool-registration',
    pool: {
      poolId,
      vrfKeyHash,
      pledge: lovelace(BigInt(deed.pledge) * 100_000_000n),
      cost: lovelace(340_000_000n),
      margin: ratio(BigInt(deed.marginPercent), 100n),
      rewardAccount: owner,
      owners: [owner.hash],
      relays: [{ kind: 'host', name: 'relay.example', port: 3001 }],
      metadata: null,
    },
  };
}

function keysOf(number: number) {
  const keys = POOLS[number];
  if (keys === undefined) throw new RangeError(`there is no pool ${number}`);
  return keys;
}

function walletOf(number: number) {
  const wallet = WALLETS[number];
  if (wallet === undefined) throw new RangeError(`there is no wallet ${number}`);
  return wallet;
}

const credentialOf = (number: number) => walletOf(number).credential;

/** Somebody proves a credential by paying an amount that is often paid here, to an address that is often paid to. */
export const verificationInTrees: VerificationRequest = {
  network: smallNetwork,
  credential: credentialOf(0),
  address: addressText(fromHex(walletOf(1).address)),
  amount: lovelace(2n * ADA),
  requestedAt: new Date(slotStartMs(smallNetwork, slot(4))),
  expiresAt: new Date(slotStartMs(smallNetwork, slot(60))),
};
