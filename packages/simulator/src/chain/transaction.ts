import {
  type Certificate,
  lovelace,
  type Transaction,
  type TransactionInput,
  type TransactionOutput,
  transactionId,
  type Withdrawal,
} from '@pooltool/domain';
import { blake2b256, fromHex, toHex } from '@pooltool/shared-utils/crypto';
import { type Encodable, encode, setOf } from '../cbor/encode.ts';
import { rewardAccountBytes } from '../identity.ts';
import { certificateItems } from './certificate.ts';

/** What somebody wants done; its id comes from its bytes. */
export interface TransactionDraft {
  readonly inputs: readonly TransactionInput[];
  readonly outputs: readonly TransactionOutput[];
  readonly fee: bigint;
  readonly certificates: readonly Certificate[];
  readonly withdrawals: readonly Withdrawal[];
}

/** A transaction and the bytes its id is the hash of. */
export interface MadeTransaction {
  readonly transaction: Transaction;
  readonly body: Uint8Array;
}

const NO_EXECUTION = { memory: 0n, steps: 0n };

export function makeTransaction(draft: TransactionDraft, index: number): MadeTransaction {
  const body = encode(bodyItems(draft));
  const transaction: Transaction = {
    id: transactionId(toHex(blake2b256(body))),
    index,
    valid: true,
    fee: lovelace(draft.fee),
    inputs: draft.inputs,
    outputs: draft.outputs,
    collateralInputs: [],
    collateralReturn: null,
    certificates: draft.certificates,
    withdrawals: draft.withdrawals,
    donation: lovelace(0n),
    executionUnits: NO_EXECUTION,
  };
  return { transaction, body };
}

/** Conway's body map: 0 inputs, 1 outputs, 2 fee, 4 certificates, 5 withdrawals; absent when empty. */
function bodyItems({ inputs, outputs, fee, certificates, withdrawals }: TransactionDraft): Encodable {
  const body = new Map<Encodable, Encodable>([
    [0, setOf(inputs.map(({ transactionId: id, index }) => [fromHex(id), index]))],
    [
      1,
      outputs.map(
        ({ address, amount }) =>
          new Map<Encodable, Encodable>([
            [0, fromHex(address)],
            [1, amount],
          ]),
      ),
    ],
    [2, fee],
  ]);
  if (certificates.length > 0) body.set(4, setOf(certificates.map(certificateItems)));
  if (withdrawals.length > 0) {
    body.set(5, new Map(withdrawals.map(({ credential, amount }) => [rewardAccountBytes(credential), amount])));
  }
  return body;
}
