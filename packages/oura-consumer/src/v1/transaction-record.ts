import { addressBytes, addressInvalid, credentialOfStakeAddress } from '@pooltool/codec';
import {
  type Era,
  type Lovelace,
  lovelace,
  type StakeCredential,
  stakeCredential,
  type Transaction,
  type TransactionId,
  type TransactionInput,
  type TransactionOutput,
  transactionId,
  type Withdrawal,
} from '@pooltool/domain';
import { toHex } from '@pooltool/shared-utils/crypto';
import { eventUnreadable } from '../errors.ts';
import {
  bytesOf,
  countOf,
  type Fields,
  fieldsOf,
  integerOf,
  listOf,
  orNull,
  textOf,
  wordOf,
  wrongField,
} from '../reading-fields.ts';

/** A transaction as its record tells it; what only `include_transaction_details` tells is null without. */
export interface ToldTransaction {
  readonly id: TransactionId;
  /** null in Byron, where Oura writes 0 because no block states it */
  readonly fee: Lovelace | null;
  readonly inputCount: number;
  readonly outputCount: number;
  readonly totalOutput: bigint;
  readonly details: TransactionDetails | null;
}

export type TransactionDetails = Pick<
  Transaction,
  'inputs' | 'outputs' | 'collateralInputs' | 'collateralReturn' | 'withdrawals' | 'executionUnits'
>;

/** chain-input.md 1.4. @throws POOLTOOL_EVENT_UNREADABLE naming the field under `name` */
export function readTransactionRecord(name: string, value: unknown, { era }: { era: Era }): ToldTransaction {
  const record = fieldsOf(name, value);
  const fee = moneyOf(`${name}.fee`, record['fee']);
  return {
    id: transactionIdOf(`${name}.hash`, record['hash']),
    fee: era === 'byron' ? null : fee,
    inputCount: countOf(`${name}.input_count`, record['input_count']),
    outputCount: countOf(`${name}.output_count`, record['output_count']),
    totalOutput: integerOf(`${name}.total_output`, record['total_output']),
    details: record['inputs'] === null || record['inputs'] === undefined ? null : readDetails(name, record),
  };
}

/** Lists that are not there are empty: v1 writes null for them, v2's filter `[]`. */
function readDetails(name: string, record: Fields): TransactionDetails {
  const list = <Item>(field: string, read: (name: string, item: unknown) => Item): Item[] =>
    orNull(`${name}.${field}`, record[field], (one, items) => listOf(one, items, read)) ?? [];
  return {
    inputs: list('inputs', readInput),
    outputs: listOf(`${name}.outputs`, record['outputs'], readOutput),
    collateralInputs: list('collateral_inputs', readInput),
    collateralReturn: orNull(`${name}.collateral_output`, record['collateral_output'], readOutput),
    withdrawals: list('withdrawals', readWithdrawal),
    executionUnits: sumOf(list('plutus_redeemers', readUnits)),
  };
}

/** `{tx_id, index}` */
export function readInput(name: string, value: unknown): TransactionInput {
  const input = fieldsOf(name, value);
  return {
    transactionId: transactionIdOf(`${name}.tx_id`, input['tx_id']),
    index: countOf(`${name}.index`, input['index']),
  };
}

/** `{address, amount, …}`; the address in its text form */
export function readOutput(name: string, value: unknown): TransactionOutput {
  const output = fieldsOf(name, value);
  return {
    address: addressOf(`${name}.address`, output['address']),
    amount: moneyOf(`${name}.amount`, output['amount']),
  };
}

function addressOf(name: string, value: unknown): string {
  const text = textOf(name, value);
  try {
    return toHex(addressBytes(text));
  } catch (error) {
    if (!addressInvalid.is(error)) throw error;
    throw eventUnreadable({ message: `${name}: ${error.message}`, details: { field: name }, cause: error });
  }
}

/** Oura strips the header byte `e1` (mainnet, a key) of a reward account and leaves every other one where it is. */
function readWithdrawal(name: string, value: unknown): Withdrawal {
  const withdrawal = fieldsOf(name, value);
  const account = textOf(`${name}.reward_account`, withdrawal['reward_account']);
  return {
    credential:
      account.length === 56
        ? wordOf(`${name}.reward_account`, () => stakeCredential('key', account))
        : rewardAccountOf(`${name}.reward_account`, account),
    amount: moneyOf(`${name}.coin`, withdrawal['coin']),
  };
}

/** The 29 bytes of a stake address as hex. */
export function rewardAccountOf(name: string, value: unknown): StakeCredential {
  const credential = credentialOfStakeAddress(bytesOf(name, value));
  if (credential === null) throw wrongField(name, 'the 29 bytes of a stake address', value);
  return credential;
}

type Units = Transaction['executionUnits'];

function readUnits(name: string, value: unknown): Units {
  const redeemer = fieldsOf(name, value);
  const unitsOf = (field: string) => moneyOf(`${name}.${field}`, redeemer[field] ?? 0);
  return { memory: unitsOf('ex_units_mem'), steps: unitsOf('ex_units_steps') };
}

function sumOf(all: readonly Units[]): Units {
  let memory = 0n;
  let steps = 0n;
  for (const units of all) {
    memory += units.memory;
    steps += units.steps;
  }
  return { memory, steps };
}

export const transactionIdOf = (name: string, value: unknown): TransactionId =>
  wordOf(name, () => transactionId(textOf(name, value)));

/** Up to 2^64−1, with every digit. */
export const moneyOf = (name: string, value: unknown): Lovelace => wordOf(name, () => lovelace(integerOf(name, value)));
