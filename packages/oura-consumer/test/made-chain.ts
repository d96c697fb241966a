import {
  type Block,
  blockHash,
  customNetwork,
  height,
  lovelace,
  NO_LOVELACE,
  poolId,
  slot,
  type Transaction,
  transactionId,
} from '@pooltool/domain';
import type { FeedMessage } from '../src/feed-message.ts';

/** k is 5 and an epoch 200 slots, of which every tenth has a block: small enough to go beyond both. */
export const SMALL = customNetwork({
  name: 'small',
  magic: 9,
  systemStartMs: Date.UTC(2024, 0, 1),
  securityParameter: 5,
  epochLength: 200,
});

export const TESTNET_ADDRESS = `00${'ab'.repeat(56)}`;
export const MAINNET_ADDRESS = `01${'ab'.repeat(56)}`;

const hex = (text: string, bytes: number) =>
  Buffer.from(text)
    .toString('hex')
    .padStart(bytes * 2, '0');

/** The block that comes after `parent`, or the first; `name` tells it from its siblings. */
export function madeBlock(name: string, parent: Block | null, changed: Partial<Block> = {}): Block {
  const number = parent === null ? 0 : parent.height + 1;
  return {
    kind: 'main',
    era: 'conway',
    hash: blockHash(hex(name, 32)),
    parentHash: parent?.hash ?? null,
    height: height(number),
    slot: slot(parent === null ? 0 : parent.slot + 10),
    issuer: {
      poolId: poolId(hex(`pool ${number % 3}`, 28)),
      verificationKey: hex(`pool ${number % 3}`, 32),
      operationalCertificate: 0,
      leaderVrfOutput: null,
      blockVrfOutput: null,
    },
    protocolVersion: { major: 10, minor: 0 },
    bodySize: 4,
    size: 900,
    transactions: [],
    ...changed,
  };
}

/** `length` blocks named `<name> 0`, `<name> 1` … of which the first builds on `onto`. */
export function madeChain(name: string, length: number, onto: Block | null = null): Block[] {
  const blocks: Block[] = [];
  for (let index = 0; index < length; index += 1) {
    blocks.push(madeBlock(`${name} ${index}`, blocks.at(-1) ?? onto));
  }
  return blocks;
}

/** Pays 5 ada to an address. */
export const payment = (name: string, address: string): Transaction => ({
  id: transactionId(hex(name, 32)),
  index: 0,
  valid: true,
  fee: lovelace(170_000n),
  inputs: [],
  outputs: [{ address, amount: lovelace(5_000_000n) }],
  collateralInputs: [],
  collateralReturn: null,
  certificates: [],
  withdrawals: [],
  donation: NO_LOVELACE,
  executionUnits: { memory: 0n, steps: 0n },
});

export const told = (block: Block): FeedMessage => ({ kind: 'told-block', block });

export function nth(blocks: readonly Block[], index: number): Block {
  const block = blocks.at(index);
  if (block === undefined) throw new RangeError(`there are ${blocks.length} blocks`);
  return block;
}
