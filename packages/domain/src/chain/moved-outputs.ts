import type { Transaction, TransactionInput, TransactionOutput } from './block.ts';

/** An output at the index by which a later input names it. */
export interface CreatedOutput {
  readonly index: number;
  readonly output: TransactionOutput;
}

export interface MovedOutputs {
  readonly created: readonly CreatedOutput[];
  readonly spent: readonly TransactionInput[];
}

/**
 * What a transaction did to the set of unspent outputs. One that failed in phase 2 spent its collateral instead of its
 * inputs, and made at most the collateral's return, which is counted behind the outputs that did not come to be
 * (Babbage ledger specification, `collOuts`).
 */
export function movedOutputs(transaction: Transaction): MovedOutputs {
  const { valid, inputs, outputs, collateralInputs, collateralReturn } = transaction;
  if (valid) return { created: outputs.map((output, index) => ({ index, output })), spent: inputs };
  return {
    created: collateralReturn === null ? [] : [{ index: outputs.length, output: collateralReturn }],
    spent: collateralInputs,
  };
}
