import { lovelace, movedOutputs, type Transaction, transactionId } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';

const input = (byte: string, index: number) => ({ transactionId: transactionId(byte.repeat(32)), index });
const output = (amount: bigint) => ({ address: '60', amount: lovelace(amount) });

const transaction: Transaction = {
  id: transactionId('33'.repeat(32)),
  index: 0,
  valid: true,
  fee: lovelace(170_000n),
  inputs: [input('aa', 0), input('bb', 3)],
  outputs: [output(5n), output(6n)],
  collateralInputs: [input('cc', 1)],
  collateralReturn: output(7n),
  certificates: [],
  withdrawals: [],
  donation: lovelace(0n),
  executionUnits: { memory: 0n, steps: 0n },
};

describe('what a transaction does to outputs', () => {
  test('a valid one spends its inputs and makes its outputs, whatever collateral it offered', () => {
    expect(movedOutputs(transaction)).toEqual({
      created: [
        { index: 0, output: output(5n) },
        { index: 1, output: output(6n) },
      ],
      spent: [input('aa', 0), input('bb', 3)],
    });
  });

  test('a failed one spends its collateral; what returns of it is counted behind the outputs that never were', () => {
    expect(movedOutputs({ ...transaction, valid: false })).toEqual({
      created: [{ index: 2, output: output(7n) }],
      spent: [input('cc', 1)],
    });
  });

  test('a failed one without a return makes nothing', () => {
    expect(movedOutputs({ ...transaction, valid: false, collateralReturn: null })).toEqual({
      created: [],
      spent: [input('cc', 1)],
    });
  });
});
