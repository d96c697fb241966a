import {
  type Block,
  blockHash,
  type CertificateEffect,
  epoch,
  epochSlot,
  factsOf,
  height,
  lovelace,
  poolId,
  slot,
  stakeCredential,
  type Transaction,
  transactionId,
} from '@pooltool/domain';
import { describe, expect, test } from 'vitest';

const pool = poolId('11'.repeat(28));
const somebody = stakeCredential('key', '22'.repeat(28));

const transaction = (given: Partial<Transaction>): Transaction => ({
  id: transactionId('33'.repeat(32)),
  index: 0,
  valid: true,
  fee: lovelace(170_000n),
  inputs: [],
  outputs: [],
  collateralInputs: [],
  collateralReturn: null,
  certificates: [],
  withdrawals: [],
  donation: lovelace(0n),
  executionUnits: { memory: 0n, steps: 0n },
  ...given,
});

const block = (transactions: readonly Transaction[]): Block => ({
  kind: 'main',
  era: 'conway',
  hash: blockHash('44'.repeat(32)),
  parentHash: null,
  height: height(7),
  slot: slot(140),
  issuer: null,
  protocolVersion: { major: 10, minor: 0 },
  bodySize: 1,
  size: 2,
  transactions,
});

const facts = (...transactions: Transaction[]) =>
  factsOf(block(transactions), { epoch: epoch(0), epochSlot: epochSlot(140), lagMs: null });

const output = (amount: bigint) => ({ address: '60', amount: lovelace(amount) });
const certificate = (index: number, ...effects: CertificateEffect[]) => ({ tag: 13, index, effects });

describe('the facts of a block', () => {
  test('sum fees, outputs and execution units of its transactions', () => {
    const made = facts(
      transaction({ outputs: [output(5n), output(6n)], executionUnits: { memory: 10n, steps: 100n } }),
      transaction({ index: 1, fee: lovelace(2n), outputs: [output(7n)], executionUnits: { memory: 1n, steps: 2n } }),
    );
    expect(made.totals).toEqual({
      transactions: 2,
      invalidTransactions: 0,
      fees: 170_002n,
      output: 18n,
      memoryUnits: 11n,
      stepUnits: 102n,
    });
  });

  test('have no fee at all when one cannot be read, as in Byron', () => {
    expect(facts(transaction({}), transaction({ fee: null })).totals.fees).toBeNull();
  });

  test('count of a transaction that failed in phase 2 only what its collateral gave back, and none of its certificates', () => {
    const failed = transaction({
      valid: false,
      outputs: [output(1_000n)],
      collateralReturn: output(9n),
      certificates: [certificate(0, { kind: 'stake-delegation', credential: somebody, poolId: pool })],
    });
    const made = facts(failed);
    expect(made.totals).toMatchObject({ output: 9n, invalidTransactions: 1 });
    expect(made.stakeCertificates).toEqual([]);
  });

  test('keep the order inside one certificate that registers and delegates', () => {
    const both = certificate(
      4,
      { kind: 'stake-registration', credential: somebody, deposit: lovelace(2_000_000n) },
      { kind: 'stake-delegation', credential: somebody, poolId: pool },
    );
    expect(facts(transaction({ index: 3, certificates: [both] })).stakeCertificates).toEqual([
      expect.objectContaining({
        transactionIndex: 3,
        certificateIndex: 4,
        effect: 0,
        kind: 'registration',
        amount: 2_000_000n,
      }),
      expect.objectContaining({
        transactionIndex: 3,
        certificateIndex: 4,
        effect: 1,
        kind: 'delegation',
        poolId: pool,
      }),
    ]);
  });

  test('name a retirement with the slot and place it stands at', () => {
    const made = facts(
      transaction({
        certificates: [certificate(1, { kind: 'pool-retirement', poolId: pool, retiringEpoch: epoch(9) })],
      }),
    );
    expect(made.poolRetirements).toEqual([
      { slot: 140, transactionIndex: 0, certificateIndex: 1, poolId: pool, retiringEpoch: 9 },
    ]);
  });
});
