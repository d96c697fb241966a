import { type CertificateEffect, credentialText, type ProtocolParameters, type Transaction } from '@pooltool/domain';
import type { Ledger } from './ledger.ts';

/** A transaction the simulator made against its own rules: a mistake in the simulator. */
export class ImpossibleTransaction extends Error {
  override readonly name = 'ImpossibleTransaction';
}

export const outputKey = (transactionId: string, index: number): string => `${transactionId}#${index}`;

/** LEDGER: withdrawals first, then certificates in order, then outputs for inputs. What goes in must come out. */
export function applyTransaction(ledger: Ledger, transaction: Transaction, parameters: ProtocolParameters): void {
  let balance = 0n - (transaction.fee ?? 0n);
  ledger.feePot += transaction.fee ?? 0n;
  for (const { credential, amount } of transaction.withdrawals) {
    const account = ledger.accounts.get(credentialText(credential));
    if (account?.balance !== amount) throw new ImpossibleTransaction(`a withdrawal takes all or nothing: ${amount}`);
    account.balance = 0n;
    balance += amount;
  }
  for (const { effects } of transaction.certificates) {
    for (const effect of effects) balance += applyEffect(ledger, effect, parameters);
  }
  for (const { transactionId, index } of transaction.inputs) {
    const key = outputKey(transactionId, index);
    balance += ledger.utxo.get(key)?.amount ?? 0n;
    if (!ledger.utxo.delete(key)) throw new ImpossibleTransaction(`no such output: ${key}`);
  }
  for (const [index, output] of transaction.outputs.entries()) {
    ledger.utxo.set(outputKey(transaction.id, index), output);
    balance -= output.amount;
  }
  if (balance !== 0n) throw new ImpossibleTransaction(`${balance} lovelace too much came in`);
}

/** @returns what it gives to the transaction: a refund, or a deposit as a negative amount */
function applyEffect(ledger: Ledger, effect: CertificateEffect, parameters: ProtocolParameters): bigint {
  switch (effect.kind) {
    case 'stake-registration': {
      const deposit = parameters.keyDeposit;
      ledger.accounts.set(credentialText(effect.credential), { balance: 0n, deposit, pool: null });
      return 0n - deposit;
    }
    case 'stake-deregistration': {
      const account = ledger.accounts.get(credentialText(effect.credential));
      if (account?.balance !== 0n) throw new ImpossibleTransaction('only an empty account can be closed');
      ledger.accounts.delete(credentialText(effect.credential));
      return account.deposit;
    }
    case 'stake-delegation': {
      const account = ledger.accounts.get(credentialText(effect.credential));
      if (account === undefined || !ledger.pools.has(effect.poolId)) {
        throw new ImpossibleTransaction('a delegation needs an account and a pool');
      }
      account.pool = effect.poolId;
      return 0n;
    }
    case 'pool-registration': {
      const { poolId } = effect.pool;
      ledger.retiring.delete(poolId);
      if (ledger.pools.has(poolId)) {
        ledger.futurePools.set(poolId, effect.pool);
        return 0n;
      }
      ledger.pools.set(poolId, effect.pool);
      ledger.poolDeposits.set(poolId, parameters.poolDeposit);
      return 0n - parameters.poolDeposit;
    }
    case 'pool-retirement':
      if (!ledger.pools.has(effect.poolId)) throw new ImpossibleTransaction('no such pool to retire');
      ledger.retiring.set(effect.poolId, effect.retiringEpoch);
      return 0n;
    case 'genesis-delegation':
    case 'instantaneous-rewards':
      throw new ImpossibleTransaction(`${effect.kind} is not of Conway`);
  }
}
