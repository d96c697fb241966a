import type { PoolId } from '../units/hashes.ts';
import type { StakeCredential } from '../units/stake-credential.ts';
import type { Epoch, EpochSlot } from '../units/time.ts';
import type { Block, CertificatePosition, Transaction } from './block.ts';
import type { CertificateEffect, PoolRegistration } from './certificate.ts';

/** Everything one block makes true, decided before anything is written. */
export interface BlockFacts {
  readonly block: Block;
  readonly epoch: Epoch;
  readonly epochSlot: EpochSlot;
  /** from the start of its parent's slot to the start of its own; null for the first block of our chain */
  readonly lagMs: number | null;
  readonly totals: BlockTotals;
  readonly poolRegistrations: readonly (CertificatePosition & { readonly pool: PoolRegistration })[];
  readonly poolRetirements: readonly (CertificatePosition & {
    readonly poolId: PoolId;
    readonly retiringEpoch: number;
  })[];
  readonly stakeCertificates: readonly StakeCertificate[];
}

export interface BlockTotals {
  readonly transactions: number;
  /** transactions that failed in phase 2 and only lost their collateral */
  readonly invalidTransactions: number;
  /** lovelace; null when a transaction's fee cannot be read from its body (Byron) */
  readonly fees: bigint | null;
  /** lovelace of the outputs that came to be */
  readonly output: bigint;
  readonly memoryUnits: bigint;
  readonly stepUnits: bigint;
}

export interface StakeCertificate extends CertificatePosition {
  /** position among the effects of its certificate: one certificate may register and delegate */
  readonly effect: number;
  readonly kind: 'registration' | 'deregistration' | 'delegation';
  readonly credential: StakeCredential;
  /** of a delegation */
  readonly poolId: PoolId | null;
  /** lovelace taken or given back, where the certificate states it (Conway) */
  readonly amount: bigint | null;
}

/** Where a block stands in its network's calendar. */
export type BlockPlace = Pick<BlockFacts, 'epoch' | 'epochSlot' | 'lagMs'>;

export function factsOf(block: Block, place: BlockPlace): BlockFacts {
  const effects = block.transactions
    .filter(({ valid }) => valid)
    .flatMap((transaction) => effectsOf(block, transaction));
  return {
    block,
    ...place,
    totals: totalsOf(block.transactions),
    poolRegistrations: effects.flatMap(({ position, effect }) =>
      effect.kind === 'pool-registration' ? [{ ...position, pool: effect.pool }] : [],
    ),
    poolRetirements: effects.flatMap(({ position, effect }) =>
      effect.kind === 'pool-retirement'
        ? [{ ...position, poolId: effect.poolId, retiringEpoch: effect.retiringEpoch }]
        : [],
    ),
    stakeCertificates: effects.flatMap(stakeCertificateOf),
  };
}

interface PlacedEffect {
  readonly position: CertificatePosition;
  readonly order: number;
  readonly effect: CertificateEffect;
}

function effectsOf({ slot }: Block, { index, certificates }: Transaction): PlacedEffect[] {
  return certificates.flatMap((certificate) =>
    certificate.effects.map((effect, order) => ({
      position: { slot, transactionIndex: index, certificateIndex: certificate.index },
      order,
      effect,
    })),
  );
}

function stakeCertificateOf({ position, order, effect }: PlacedEffect): StakeCertificate[] {
  const placed = { ...position, effect: order };
  switch (effect.kind) {
    case 'stake-registration':
      return [{ ...placed, kind: 'registration', credential: effect.credential, poolId: null, amount: effect.deposit }];
    case 'stake-deregistration':
      return [
        { ...placed, kind: 'deregistration', credential: effect.credential, poolId: null, amount: effect.refund },
      ];
    case 'stake-delegation':
      return [{ ...placed, kind: 'delegation', credential: effect.credential, poolId: effect.poolId, amount: null }];
    case 'pool-registration':
    case 'pool-retirement':
    case 'genesis-delegation':
    case 'instantaneous-rewards':
      return [];
  }
}

function totalsOf(transactions: readonly Transaction[]): BlockTotals {
  let fees: bigint | null = 0n;
  let output = 0n;
  let memoryUnits = 0n;
  let stepUnits = 0n;
  for (const transaction of transactions) {
    fees = fees === null || transaction.fee === null ? null : fees + transaction.fee;
    for (const made of outputsOf(transaction)) output += made.amount;
    memoryUnits += transaction.executionUnits.memory;
    stepUnits += transaction.executionUnits.steps;
  }
  return {
    transactions: transactions.length,
    invalidTransactions: transactions.filter(({ valid }) => !valid).length,
    fees,
    output,
    memoryUnits,
    stepUnits,
  };
}

/** What a transaction really created: a failed one only gives back what its collateral left over. */
const outputsOf = ({ valid, outputs, collateralReturn }: Transaction) =>
  valid ? outputs : collateralReturn === null ? [] : [collateralReturn];
