import {
  type Block,
  blockHash,
  foreignTo,
  height,
  lovelace,
  mainnet,
  type Network,
  NO_LOVELACE,
  preprod,
  preview,
  slot,
  type TransactionOutput,
  transactionId,
} from '@pooltool/domain';
import { describe, expect, test } from 'vitest';

const HASH = 'ab'.repeat(28);
const paidTo = (address: string): TransactionOutput => ({ address, amount: lovelace(1n) });

function blockOf({ outputs = [] as TransactionOutput[], collateralReturn = null as TransactionOutput | null }): Block {
  return {
    kind: 'main',
    era: 'conway',
    hash: blockHash('cd'.repeat(32)),
    parentHash: null,
    height: height(9),
    slot: slot(10_000_000),
    issuer: null,
    protocolVersion: null,
    bodySize: 0,
    size: null,
    transactions: [
      {
        id: transactionId('ef'.repeat(32)),
        index: 0,
        valid: collateralReturn === null,
        fee: NO_LOVELACE,
        inputs: [],
        outputs,
        collateralInputs: [],
        collateralReturn,
        certificates: [],
        withdrawals: [],
        donation: NO_LOVELACE,
        executionUnits: { memory: 0n, steps: 0n },
      },
    ],
  };
}

describe('a block', () => {
  test.each([
    ['base', '0'],
    ['base of a script', '1'],
    ['pointer', '4'],
    ['enterprise', '6'],
    ['reward account', 'e'],
  ])('that pays to a %s address is of the network the address names', (_, kind) => {
    const onMainnet = blockOf({ outputs: [paidTo(`${kind}1${HASH}`)] });
    const onTestnet = blockOf({ outputs: [paidTo(`${kind}0${HASH}`)] });
    expect(foreignTo(mainnet, onMainnet)).toBeNull();
    expect(foreignTo(preview, onTestnet)).toBeNull();
    expect(foreignTo(preview, onMainnet)).toMatch(/another network than preview/);
    expect(foreignTo(mainnet, onTestnet)).toMatch(/another network than mainnet/);
  });

  test('is told by any output, and by what a failed transaction gives back', () => {
    const [ours, theirs] = [paidTo(`00${HASH}`), paidTo(`01${HASH}`)];
    expect(foreignTo(preview, blockOf({ outputs: [ours, ours, theirs] }))).not.toBeNull();
    expect(foreignTo(preview, blockOf({ outputs: [ours], collateralReturn: theirs }))).not.toBeNull();
  });

  test("of Byron's addresses says nothing by them", () => {
    const block = blockOf({ outputs: [paidTo('82d818582183581c')] });
    expect([foreignTo(mainnet, block), foreignTo(preview, block)]).toEqual([null, null]);
  });

  test.each<[Network, Block['era'], number, boolean]>([
    [mainnet, 'byron', 4_492_799, true],
    [mainnet, 'byron', 4_492_800, false],
    [mainnet, 'shelley', 4_492_800, true],
    [mainnet, 'shelley', 4_492_799, false],
    [preprod, 'byron', 86_399, true],
    [preprod, 'alonzo', 86_399, false],
    [preview, 'alonzo', 0, true],
    [preview, 'byron', 0, false],
  ])('of %o is of its era when the network was', (network, era, at, fits) => {
    expect(foreignTo(network, { ...blockOf({}), era, slot: slot(at) }) === null).toBe(fits);
  });
});
