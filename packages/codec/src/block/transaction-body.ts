import {
  type Certificate,
  credentialText,
  type Lovelace,
  lovelace,
  NO_LOVELACE,
  type TransactionId,
  type TransactionInput,
  type TransactionOutput,
  type Withdrawal,
} from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { readCertificates } from './certificates.ts';
import { readRewardAccount } from './credential.ts';
import { hashOfTransaction } from './hash.ts';
import { keyTwice } from './ledger-bounds.ts';
import { readInputs, readOutput } from './output.ts';

/** A transaction body as it stands in the block; whether it took effect is said elsewhere in the block. */
export interface TransactionBody {
  readonly id: TransactionId;
  readonly inputs: readonly TransactionInput[];
  readonly outputs: readonly TransactionOutput[];
  readonly fee: Lovelace;
  readonly certificates: readonly Certificate[];
  readonly withdrawals: readonly Withdrawal[];
  readonly collateralInputs: readonly TransactionInput[];
  readonly collateralReturn: TransactionOutput | null;
  /** what the transaction says it loses when it fails; not every one says it */
  readonly totalCollateral: Lovelace | null;
  readonly donation: Lovelace;
}

type Fields = { -readonly [Name in keyof Omit<TransactionBody, 'id'>]: TransactionBody[Name] };

const NOTHING: readonly never[] = [];
/** Keys 0 inputs, 1 outputs and 2 fee stand in every transaction. */
const REQUIRED = 0b111;
/** No era has a key beyond 22; so many fit a number of bits. */
const LEAST_UNSEEN_KEY = 31;

/** The body of any era from Shelley on: a map, of which keys that PoolTool has no use for are passed over. */
export function readTransactionBody(reader: CborReader): TransactionBody {
  const fields: Fields = {
    inputs: NOTHING,
    outputs: NOTHING,
    fee: NO_LOVELACE,
    certificates: NOTHING,
    withdrawals: NOTHING,
    collateralInputs: NOTHING,
    collateralReturn: null,
    totalCollateral: null,
    donation: NO_LOVELACE,
  };
  let seen = 0;
  const { bytes } = reader.raw(() =>
    reader.fields((key) => {
      const bit = key < LEAST_UNSEEN_KEY ? 1 << key : 0;
      if (seen & bit) throw keyTwice(reader, key);
      seen |= bit;
      return readField(reader, key, fields);
    }),
  );
  if ((seen & REQUIRED) !== REQUIRED) throw reader.fail('a transaction with inputs, outputs and a fee', 'one without');
  return { id: hashOfTransaction(bytes), ...fields };
}

function readField(reader: CborReader, key: number, fields: Fields): boolean {
  switch (key) {
    case 0:
      fields.inputs = reader.at('inputs', () => readInputs(reader));
      return true;
    case 1:
      fields.outputs = reader.at('outputs', () => reader.array(() => readOutput(reader)));
      return true;
    case 2:
      fields.fee = reader.at('fee', () => lovelace(reader.uintBig()));
      return true;
    case 4:
      fields.certificates = reader.at('certificates', () => readCertificates(reader));
      return true;
    case 5:
      fields.withdrawals = reader.at('withdrawals', () => readWithdrawals(reader));
      return true;
    case 13:
      fields.collateralInputs = reader.at('collateralInputs', () => readInputs(reader));
      return true;
    case 16:
      fields.collateralReturn = reader.at('collateralReturn', () => readOutput(reader));
      return true;
    case 17:
      fields.totalCollateral = reader.at('totalCollateral', () => lovelace(reader.uintBig()));
      return true;
    case 22:
      fields.donation = reader.at('donation', () => lovelace(reader.uintBig()));
      return true;
    default:
      return false;
  }
}

/** `{reward account: amount}`. Of an account that stands twice the last counts, as the ledger takes it until Conway. */
function readWithdrawals(reader: CborReader): Withdrawal[] {
  const withdrawals = new Map<string, Withdrawal>();
  reader.entries(() => {
    const credential = readRewardAccount(reader);
    withdrawals.set(credentialText(credential), { credential, amount: lovelace(reader.uintBig()) });
  });
  return [...withdrawals.values()];
}
