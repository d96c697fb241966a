import { addressText, decodeBlock, readBrotliBlocks } from '@pooltool/codec';
import {
  type Network,
  preview,
  type Slot,
  slot,
  slotStartMs,
  stakeCredential,
  type TransactionOutput,
} from '@pooltool/domain';
import { fromHex } from '@pooltool/shared-utils/crypto';
import type { VerificationRequest } from '@pooltool/store/verifications';
import type { BlockTree, TreeBlock } from './block-tree.ts';

/** Of preview's rules, with a k that cases of some thirty blocks go beyond. */
export const realNetwork: Network = { ...preview, securityParameter: 12 };

const folder = new URL('../../../../../shared/data/chain/preview/', import.meta.url).pathname;
/** Where pools register and people delegate, and an epoch ends. */
export const REAL_FILES: readonly string[] = [`${folder}epoch09.cbor.br`, `${folder}epoch10.cbor.br`];

/** The last `each` blocks of the first file and the first `each` of the second: consecutive, over an epoch's end. */
export async function readWindow(each: number): Promise<readonly Uint8Array[]> {
  const [before, after] = await Promise.all(REAL_FILES.map((file) => blocksOf(file)));
  return [...(before ?? []).slice(-each), ...(after ?? []).slice(0, each)];
}

async function blocksOf(file: string): Promise<Uint8Array[]> {
  const blocks: Uint8Array[] = [];
  for await (const bytes of readBrotliBlocks(file)) blocks.push(bytes.slice());
  return blocks;
}

/** A chain without branches: its forks are made by going back and coming again. */
export function chainOf(window: readonly Uint8Array[]): BlockTree {
  const blocks: TreeBlock[] = [];
  for (const [place, bytes] of window.entries()) {
    blocks.push({ place, parent: blocks.at(-1) ?? null, block: decodeBlock(bytes), bytes });
  }
  return { network: realNetwork, blocks };
}

/** Somebody waits for the first payment of this chain to a base address, as if it proved a credential. */
export function verificationIn({ blocks }: BlockTree): VerificationRequest {
  const [first] = blocks;
  const paid = blocks
    .flatMap(({ block }) => block.transactions.flatMap(({ outputs }) => outputs))
    .find(isToBaseAddress);
  if (first === undefined || paid === undefined) throw new Error('nobody is paid in these blocks');
  const dayOf = (at: Slot): Date => new Date(slotStartMs(realNetwork, at));
  return {
    network: realNetwork,
    credential: stakeCredential('key', paid.address.slice(58)),
    address: addressText(fromHex(paid.address)),
    amount: paid.amount,
    requestedAt: dayOf(first.block.slot),
    expiresAt: dayOf(slot(first.block.slot + realNetwork.epochLength)),
  };
}

const isToBaseAddress = ({ address }: TransactionOutput): boolean => address.startsWith('00');
