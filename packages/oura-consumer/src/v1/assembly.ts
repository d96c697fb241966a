import {
  type Block,
  type Certificate,
  NO_LOVELACE,
  type Transaction,
  type TransactionId,
  type TransactionInput,
  type TransactionOutput,
} from '@pooltool/domain';
import { blockIncomplete, eventUnreadable } from '../errors.ts';
import type { BlockRecord } from './block-record.ts';
import type { Part } from './part.ts';
import type { ToldTransaction, TransactionDetails } from './transaction-record.ts';

/**
 * The block that a Block event and the events after it tell of, when its CBOR was not sent. The order of the parts does
 * not matter, and each is there once by its natural key (`partKey`): Oura's fingerprints are not needed for that.
 *
 * With `include_transaction_details` the records tell inputs and outputs; without, TxInput and TxOutput events do. Either
 * way all that is announced by a count must be there. Certificates are not counted anywhere: that none is missing follows
 * from every event since the Block event having been taken.
 *
 * Not told, and so null or absent here: the header's protocol version, certificate counter and VRF outputs; the block's size; that
 * a transaction failed in phase 2; donations; Conway's certificates 7 to 18; whom a genesis key delegates to; without
 * details also withdrawals, collateral and execution units.
 *
 * @throws POOLTOOL_BLOCK_INCOMPLETE saying what is missing, POOLTOOL_EVENT_UNREADABLE when parts contradict their block
 */
export function assembleBlock(record: BlockRecord, parts: Iterable<Part>): Block {
  const { transactionCount, transactions: records, ...header } = record;
  const own = byTransaction(parts);
  const beyond = [...own.keys()].find((index) => index >= transactionCount);
  if (beyond !== undefined) {
    throw contradiction('context.tx_idx', `${beyond}, and block ${record.hash} has ${transactionCount} transactions`);
  }
  // The announced number is only a claim: what is counted is what came.
  const told = records ?? transactionsOf(own);
  if (told.length !== transactionCount) {
    throw incomplete(record, { of: 'transactions', announced: transactionCount, found: told.length });
  }
  const transactions = told.map((one, index) =>
    transactionOf(record, { told: one, index, own: own.get(index) ?? nothing() }),
  );
  demandPossibleSums(transactions);
  return { ...header, transactions };
}

/** Each at its place, when none is missing. */
const transactionsOf = (own: ReadonlyMap<number, OwnParts>): ToldTransaction[] =>
  inOrder(own).flatMap(({ transaction }) => transaction ?? []);

const MOST_SUM = 2n ** 63n - 1n;

/** As `codec` demands of a block's bytes: what nobody checked may hold more than can be kept. */
function demandPossibleSums(transactions: readonly Transaction[]): void {
  const sums = { fee: 0n, memory: 0n, steps: 0n };
  for (const { fee, executionUnits } of transactions) {
    sums.fee += fee ?? 0n;
    sums.memory += executionUnits.memory;
    sums.steps += executionUnits.steps;
  }
  for (const [what, sum] of Object.entries(sums)) {
    if (sum > MOST_SUM)
      throw contradiction(`transaction.${what}`, `${sum} in all, and no ledger holds more than ${MOST_SUM}`);
  }
}

/** The parts of one transaction. */
interface OwnParts {
  transaction: ToldTransaction | null;
  readonly ids: Set<TransactionId>;
  readonly inputs: Map<number, TransactionInput>;
  readonly outputs: Map<number, TransactionOutput>;
  readonly certificates: Map<number, Certificate>;
}

const nothing = (): OwnParts => ({
  transaction: null,
  ids: new Set(),
  inputs: new Map(),
  outputs: new Map(),
  certificates: new Map(),
});

function byTransaction(parts: Iterable<Part>): ReadonlyMap<number, OwnParts> {
  const all = new Map<number, OwnParts>();
  for (const part of parts) {
    const own = all.get(part.transactionIndex) ?? nothing();
    all.set(part.transactionIndex, own);
    own.ids.add(part.transactionId);
    switch (part.kind) {
      case 'transaction':
        own.transaction = part.transaction;
        break;
      case 'input':
        own.inputs.set(part.index, part.input);
        break;
      case 'output':
        own.outputs.set(part.index, part.output);
        break;
      case 'certificate':
        own.certificates.set(part.index, part.certificate);
        break;
    }
  }
  return all;
}

function transactionOf(
  block: BlockRecord,
  { told, index, own }: { told: ToldTransaction; index: number; own: OwnParts },
): Transaction {
  const stranger = [...own.ids].find((id) => id !== told.id);
  if (stranger !== undefined) {
    throw contradiction(
      'context.tx_hash',
      `${stranger}, and transaction ${index} of block ${block.hash} is ${told.id}`,
    );
  }
  const details = told.details ?? detailsOf(own);
  const of = (what: string) => `${what} of transaction ${index} (${told.id})`;
  const complete = (what: string, announced: number, { length: found }: { readonly length: number }) => {
    if (found !== announced) throw incomplete(block, { of: of(what), announced, found });
  };
  complete('inputs', told.inputCount, details.inputs);
  complete('outputs', told.outputCount, details.outputs);
  const output = details.outputs.reduce((sum, { amount }) => sum + amount, 0n);
  if (output !== told.totalOutput) {
    throw contradiction('transaction.total_output', `${told.totalOutput}, the ${of('outputs')} are ${output} lovelace`);
  }
  return {
    id: told.id,
    index,
    valid: true,
    fee: told.fee,
    ...details,
    certificates: inOrder(own.certificates),
    donation: NO_LOVELACE,
  };
}

const detailsOf = ({ inputs, outputs }: OwnParts): TransactionDetails => ({
  inputs: inOrder(inputs),
  outputs: inOrder(outputs),
  collateralInputs: [],
  collateralReturn: null,
  withdrawals: [],
  executionUnits: { memory: 0n, steps: 0n },
});

const inOrder = <Item>(items: ReadonlyMap<number, Item>): Item[] =>
  [...items].sort(([a], [b]) => a - b).map(([, item]) => item);

const incomplete = (
  { hash, slot }: BlockRecord,
  { of, announced, found }: { of: string; announced: number; found: number },
) =>
  blockIncomplete({
    message: `block ${hash} ends, and of ${announced} ${of} ${found} were told: let Oura's selection pass Block, BlockEnd, Transaction, TxInput, TxOutput and every certificate`,
    details: { hash, slot, announced, found },
  });

const contradiction = (field: string, says: string) =>
  eventUnreadable({ message: `${field} says ${says}`, details: { field } });
