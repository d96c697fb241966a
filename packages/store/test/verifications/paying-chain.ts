import {
  type Block,
  type CertificateEffect,
  lovelace,
  type StakeCredential,
  type Transaction,
  type TransactionInput,
  type TransactionOutput,
  transactionId,
} from '@pooltool/domain';
import { encodeBech32, fromHex } from '@pooltool/shared-utils/crypto';
import { makeBlock, tipOf } from '../chain/small-chain.ts';

const hex = (number: number, bytes: number) => number.toString(16).padStart(bytes * 2, '0');

/** A test network's base address of a credential; `payment` tells several of one wallet apart. */
export const addressOf = ({ kind, hash }: StakeCredential, payment = 1): string =>
  `${kind === 'key' ? '0' : '2'}0${hex(payment, 28)}${hash}`;

export const ENTERPRISE = `60${hex(0xe7, 28)}`;
/** Where people are told to pay, as bytes and as text. */
export const OURS = `60${hex(0xfeed, 28)}`;
export const OURS_TEXT = encodeBech32('addr_test', fromHex(OURS));

export const idNumber = (number: number) => transactionId(hex(number, 32));
export const inputOf = (transaction: number, index = 0): TransactionInput => ({
  transactionId: idNumber(transaction),
  index,
});
export const outputTo = (address: string, amount: bigint): TransactionOutput => ({ address, amount: lovelace(amount) });

export interface TransactionRecipe extends Partial<Omit<Transaction, 'id' | 'certificates' | 'index'>> {
  readonly number: number;
  readonly effects?: readonly CertificateEffect[];
}

export const transaction = ({ number, effects = [], ...given }: TransactionRecipe): Omit<Transaction, 'index'> => ({
  id: idNumber(number),
  valid: true,
  fee: lovelace(170_000n),
  inputs: [],
  outputs: [],
  collateralInputs: [],
  collateralReturn: null,
  certificates: effects.map((effect, index) => ({ tag: 0, index, effects: [effect] })),
  withdrawals: [],
  donation: lovelace(0n),
  executionUnits: { memory: 0n, steps: 0n },
  ...given,
});

/** A block on top of another; its slot is ten times its height, one more on another branch. */
export function blockOf(parent: Block | null, transactions: readonly Omit<Transaction, 'index'>[], branch = 0): Block {
  const block = makeBlock({
    height: (parent?.height ?? 0) + 1,
    branch,
    parent: parent && tipOf(parent),
    pool: 1,
  });
  return { ...block, transactions: transactions.map((made, index) => ({ ...made, index })) };
}
