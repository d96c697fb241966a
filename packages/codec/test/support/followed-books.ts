import { readFileSync } from 'node:fs';
import { addressBytes } from '@pooltool/codec';
import { type Block, type CertificateEffect, movedOutputs, type Transaction } from '@pooltool/domain';
import { blake2b256, toHex } from '@pooltool/shared-utils/crypto';
import { sharedData } from './shared-data.ts';

/** Preview's parameters from its genesis files; they did not change in its first epochs. */
const KEY_DEPOSIT = 2_000_000n;
const POOL_DEPOSIT = 500_000_000n;

/**
 * The books a ledger keeps of what blocks move: outputs not yet spent, and deposits. A transaction whose two sides are not
 * equal was read wrongly, or so was an earlier one that made its inputs.
 */
export class FollowedBooks {
  readonly #unspent = new Map<string, bigint>();
  readonly #pools = new Set<string>();
  readonly #retiring = new Map<string, number>();
  deposits = 0n;

  /** @param genesis what each address (Byron, base58) had at the beginning: the id of its output is the address's hash */
  constructor(genesis: Readonly<Record<string, string>>) {
    for (const [address, amount] of Object.entries(genesis)) {
      this.#unspent.set(`${toHex(blake2b256(addressBytes(address)))}#0`, BigInt(amount));
    }
  }

  /** At a boundary the pools that retire give back their deposit. */
  enter(epoch: number): void {
    for (const [pool, retiringEpoch] of this.#retiring) {
      if (retiringEpoch > epoch) continue;
      this.#retiring.delete(pool);
      this.#pools.delete(pool);
      this.deposits -= POOL_DEPOSIT;
    }
  }

  /** @throws Error for a transaction that does not balance or spends what is not there */
  follow({ transactions }: Block): void {
    for (const transaction of transactions) this.#take(transaction);
  }

  #take(transaction: Transaction): void {
    const { created, spent } = movedOutputs(transaction);
    let comes = 0n;
    for (const { transactionId, index } of spent) {
      const key = `${transactionId}#${index}`;
      const amount = this.#unspent.get(key);
      if (amount === undefined) throw new Error(`${transaction.id} spends ${key}, which is not there`);
      this.#unspent.delete(key);
      comes += amount;
    }
    let goes = transaction.fee ?? 0n;
    for (const { index, output } of created) {
      this.#unspent.set(`${transaction.id}#${index}`, output.amount);
      goes += output.amount;
    }
    if (transaction.valid) {
      for (const { amount } of transaction.withdrawals) comes += amount;
      const before = this.deposits;
      for (const { effects } of transaction.certificates) for (const effect of effects) this.#certify(effect);
      goes += transaction.donation + this.deposits - before;
    }
    if (comes !== goes) throw new Error(`${transaction.id} takes ${comes} and gives ${goes}`);
  }

  #certify(effect: CertificateEffect): void {
    switch (effect.kind) {
      case 'stake-registration':
        this.deposits += effect.deposit ?? KEY_DEPOSIT;
        return;
      case 'stake-deregistration':
        this.deposits -= effect.refund ?? KEY_DEPOSIT;
        return;
      case 'pool-registration':
        if (!this.#pools.has(effect.pool.poolId)) this.deposits += POOL_DEPOSIT;
        this.#pools.add(effect.pool.poolId);
        this.#retiring.delete(effect.pool.poolId);
        return;
      case 'pool-retirement':
        this.#retiring.set(effect.poolId, effect.retiringEpoch);
        return;
      default:
        return;
    }
  }
}

/** Preview's pots at the beginning of each epoch, from the node. */
export function potsOfPreview(): Map<number, { reserves: bigint; treasury: bigint; deposits: bigint }> {
  const rows = readFileSync(sharedData('chain/ground-truth/preview-pots.csv'), 'utf8').trim().split('\n').slice(1);
  return new Map(
    rows.map((row) => {
      const [epoch = '', reserves = '', treasury = '', deposits = ''] = row.split(',');
      return [Number(epoch), { reserves: BigInt(reserves), treasury: BigInt(treasury), deposits: BigInt(deposits) }];
    }),
  );
}
