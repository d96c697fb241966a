export { type StakePart, stakePartOf } from './address/stake-part.ts';
export { type DecodeBlockOptions, decodeBlock } from './block/decode-block.ts';
export { addressInvalid, blockUnreadable, chainFileUnreadable, snapshotFileUnreadable } from './errors.ts';
