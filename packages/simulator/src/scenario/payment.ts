import {
  type Certificate,
  credentialText,
  lovelace,
  type ProtocolParameters,
  type TransactionInput,
  type TransactionOutput,
  transactionId,
  type Withdrawal,
} from '@pooltool/domain';
import { type MadeTransaction, makeTransaction, type TransactionDraft } from '../chain/transaction.ts';
import type { Wallet } from '../identity.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Random } from '../random.ts';

/** What a wallet wants to do; the money for it is found here. */
export interface Wish {
  readonly wallet: Wallet;
  readonly payTo?: TransactionOutput;
  readonly certificates?: readonly Certificate[];
  readonly withdraw?: boolean;
}

const LEAST_CHANGE = 1_000_000n;
const MOST_INPUTS = 4;

/** The transaction that does it, or null when the wallet cannot pay. */
export function pay(
  wish: Wish,
  at: { ledger: Ledger; parameters: ProtocolParameters; random: Random; index: number },
): MadeTransaction | null {
  const { ledger, parameters, random, index } = at;
  const { wallet, payTo, certificates = [] } = wish;
  const account = ledger.accounts.get(credentialText(wallet.credential));
  const balance = wish.withdraw === true ? (account?.balance ?? 0n) : 0n;
  const withdrawals: Withdrawal[] = balance > 0n ? [{ credential: wallet.credential, amount: lovelace(balance) }] : [];
  const fee = BigInt(random.between(168_000, 900_000));
  const deposits = certificates.reduce((sum, one) => sum + depositOf(one, ledger, parameters), 0n);
  const needed = fee + deposits - balance + (payTo?.amount ?? 0n);
  const { inputs, sum } = gather(ledger, wallet, needed + LEAST_CHANGE);
  const change = sum - needed;
  if (inputs.length === 0 || change < LEAST_CHANGE) return null;
  const outputs = [...(payTo ? [payTo] : []), { address: wallet.address, amount: lovelace(change) }];
  const draft: TransactionDraft = { inputs, outputs, fee, certificates, withdrawals };
  return makeTransaction(draft, index);
}

/** What a certificate takes from the transaction; negative when it gives back. */
function depositOf({ effects }: Certificate, ledger: Ledger, { keyDeposit, poolDeposit }: ProtocolParameters): bigint {
  return effects.reduce((sum, effect) => {
    if (effect.kind === 'stake-registration') return sum + keyDeposit;
    if (effect.kind === 'pool-registration') return ledger.pools.has(effect.pool.poolId) ? sum : sum + poolDeposit;
    if (effect.kind !== 'stake-deregistration') return sum;
    return sum - (ledger.accounts.get(credentialText(effect.credential))?.deposit ?? 0n);
  }, 0n);
}

/** Outputs of the wallet until they are enough; at least one. Sorted, as a set of inputs is. */
function gather(ledger: Ledger, { address }: Wallet, wanted: bigint): { inputs: TransactionInput[]; sum: bigint } {
  const inputs: TransactionInput[] = [];
  let sum = 0n;
  for (const [key, output] of ledger.utxo) {
    if (output.address !== address) continue;
    const [id = '', index] = key.split('#');
    inputs.push({ transactionId: transactionId(id), index: Number(index) });
    sum += output.amount;
    if (sum >= wanted || inputs.length === MOST_INPUTS) break;
  }
  return { inputs: inputs.toSorted(byIdThenIndex), sum };
}

const byIdThenIndex = (a: TransactionInput, b: TransactionInput): number =>
  a.transactionId === b.transactionId ? a.index - b.index : a.transactionId < b.transactionId ? -1 : 1;
