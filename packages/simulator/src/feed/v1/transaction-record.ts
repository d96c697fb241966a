import { addressText } from '@pooltool/codec';
import type { Network, Transaction, TransactionInput, TransactionOutput, Withdrawal } from '@pooltool/domain';
import { fromHex } from '@pooltool/shared-utils/crypto';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { rewardAccountHex } from './certificate-payload.ts';
import { digits } from './digits.ts';
import type { PassedOverTransaction } from './passed-over.ts';

export interface RecordOptions {
  /** `include_transaction_details` */
  readonly details: boolean;
  readonly byron: boolean;
  readonly network: Network;
}

const PURPOSES = ['spend', 'mint', 'cert', 'reward', 'vote', 'propose'];

/** chain-input.md 1.4; what PoolTool has no use for (metadata, witnesses, assets, datums) is written as if there were none. */
export function transactionRecord(
  transaction: Transaction,
  more: PassedOverTransaction,
  { details, byron, network }: RecordOptions,
): JsonObject {
  const { inputs, outputs, collateralInputs, collateralReturn, withdrawals } = transaction;
  const list = <Item>(items: readonly Item[], write: (item: Item) => JsonObject) => (details ? items.map(write) : null);
  const orNull = <Item>(items: readonly Item[], write: (item: Item) => JsonObject) =>
    details && items.length > 0 ? items.map(write) : null;
  const none = details && !byron ? [] : null;
  return {
    hash: transaction.id,
    fee: digits(more.fee),
    ttl: more.ttl === null ? null : digits(more.ttl),
    validity_interval_start: more.validFrom === null ? null : digits(more.validFrom),
    // Oura counts them from one.
    network_id: more.networkId === null ? null : more.networkId + 1,
    input_count: inputs.length,
    collateral_input_count: more.collateral ? 1 : 0,
    has_collateral_output: collateralReturn !== null,
    output_count: outputs.length,
    mint_count: more.minted.length,
    total_output: digits(outputs.reduce((sum, { amount }) => sum + amount, 0n)),
    metadata: null,
    inputs: list(inputs, inputRecord),
    outputs: list(outputs, (output) => outputRecord(output, { byron })),
    collateral_inputs: more.collateral ? list(collateralInputs, inputRecord) : null,
    collateral_output: details && collateralReturn !== null ? outputRecord(collateralReturn, { byron }) : null,
    mint: orNull(more.minted, ({ policy, asset, quantity }) => ({ policy, asset, quantity: digits(quantity) })),
    vkey_witnesses: none,
    native_witnesses: none,
    plutus_witnesses: none,
    plutus_redeemers: byron
      ? null
      : list(more.redeemers, ({ purpose, index, memory, steps }) => ({
          purpose: PURPOSES[purpose] ?? '',
          ex_units_mem: digits(memory),
          ex_units_steps: digits(steps),
          input_idx: index,
          plutus_data: null,
        })),
    plutus_data: none,
    withdrawals: orNull(withdrawals, (withdrawal) => withdrawalRecord(withdrawal, network)),
    size: more.size,
  };
}

/** `{tx_id, index}` */
export const inputRecord = ({ transactionId, index }: TransactionInput): JsonObject => ({
  tx_id: transactionId,
  index,
});

export const outputRecord = ({ address, amount }: TransactionOutput, { byron }: { byron: boolean }): JsonObject => ({
  address: addressText(fromHex(address)),
  amount: digits(amount),
  assets: byron ? null : [],
  datum_hash: null,
  inline_datum: null,
});

/** Without the header byte where that is `e1`, a key on mainnet, and with it everywhere else. */
function withdrawalRecord({ credential, amount }: Withdrawal, network: Network): JsonObject {
  return { reward_account: rewardAccountHex(credential, network).replace(/^e1/, ''), coin: digits(amount) };
}
