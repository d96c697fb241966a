import { mainnet, preprod, preview } from '../network/known-networks.ts';
import type { Network } from '../network/network.ts';
import type { Epoch } from '../units/time.ts';

/**
 * Of the public networks: hex of blake2b-256 of the Shelley genesis file, which is the nonce of their first epoch of Shelley.
 * A network that is read from other files has none here, and its nonces are the node's to tell.
 */
const SHELLEY_GENESIS: readonly (readonly [Network, string])[] = [
  [mainnet, '1a3be38bcbb7911969283716ad7aa550250226b76a61fc51cc9a9a35d9276d81'],
  [preprod, '162d29c4e1cf6b8a84f2d692e67a3ac6bc7851bc3e6e4afe64d15778bed8bd86'],
  [preview, '363498d1024f84bb39d3fa9593ce391483cb40d479b87233f868d6e57c3a400d'],
];

/** 64 hex characters; null for a network whose genesis we do not know. */
export const firstNonceOf = ({ name, magic }: Network): string | null =>
  SHELLEY_GENESIS.find(([known]) => known.name === name && known.magic === magic)?.[1] ?? null;

/** The one time that the genesis delegates mixed in what they had agreed on, as hex: mainnet's epoch 259. Else null. */
export const extraEntropyOf = ({ name, magic }: Network, epoch: Epoch): string | null =>
  name === mainnet.name && magic === mainnet.magic && epoch === 259
    ? 'd982e06fd33e7440b43cefad529b7ecafbaa255e38178ad4189a37e4ce9bf1fa'
    : null;
