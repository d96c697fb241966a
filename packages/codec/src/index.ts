export { addressBytes, addressText } from './address/address-text.ts';
export { namesOn } from './address/names-on.ts';
export { credentialOfStakeAddress } from './address/stake-address.ts';
export { type StakePart, stakePartOf } from './address/stake-part.ts';
export { demandBodyHash } from './block/body-hash.ts';
export { type DecodeBlockOptions, decodeBlock } from './block/decode-block.ts';
export { type HeaderVrf, readHeaderVrf, type VrfResult } from './block/header-vrf.ts';
export { readBlocksJsonl } from './chain-file/blocks-jsonl.ts';
export { readBrotliBlocks } from './chain-file/brotli-blocks.ts';
export type { ChainItem } from './chain-file/chain-item.ts';
export { chainFilesOf } from './chain-file/chain-order.ts';
export { readChunk } from './chain-file/chunk.ts';
export { readChainFile } from './chain-file/read-chain-file.ts';
export {
  addressInvalid,
  blockBodyWrong,
  blockUnreadable,
  chainFileUnreadable,
  liveStakeFileUnreadable,
  networkInvalid,
  snapshotFileUnreadable,
} from './errors.ts';
export { decodeLiveStakeFile } from './live-stake-file/decode.ts';
export { liveStakeFileChunks } from './live-stake-file/encode.ts';
export type { LiveStakeFile } from './live-stake-file/layout.ts';
export { networkOf, networkSettings } from './network-setting.ts';
export { decodeSnapshotFile } from './snapshot-file/decode.ts';
export { encodeSnapshotFile, snapshotFileChunks } from './snapshot-file/encode.ts';
export { activeEpochOf, SNAPSHOT_ROLES, type SnapshotFile, type SnapshotRole } from './snapshot-file/layout.ts';
