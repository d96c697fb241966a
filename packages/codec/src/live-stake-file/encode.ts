import { createHash } from 'node:crypto';
import { ratioText } from '@pooltool/domain';
import { writePools } from '../snapshot-file/pools-section.ts';
import { FIXED_BYTES, type LiveStakeFile, MAGIC, padded, VERSION } from './layout.ts';

/** A live stake file piece by piece; the columns are not copied. The same stake is always the same bytes. */
export function* liveStakeFileChunks(file: LiveStakeFile): Generator<Uint8Array> {
  const hash = createHash('sha256');
  for (const piece of contents(file)) {
    hash.update(piece);
    yield piece;
  }
  yield hash.digest();
}

function* contents(file: LiveStakeFile): Generator<Uint8Array> {
  const pools = writePools(file.pools);
  const json = new TextEncoder().encode(headerText(file, pools.length));
  const fixed = new Uint8Array(FIXED_BYTES);
  fixed.set(MAGIC);
  const view = new DataView(fixed.buffer);
  view.setUint16(8, VERSION, true);
  view.setUint32(12, padded(json.length), true);
  yield fixed;
  yield json;
  yield new Uint8Array(padded(json.length) - json.length).fill(0x20);
  const { outputs, rewards, pool, hash, kind } = file.delegators;
  for (const column of [outputs, rewards, pool, hash, kind]) {
    yield new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    yield new Uint8Array(padded(column.byteLength) - column.byteLength);
  }
  yield pools;
}

const headerText = (file: LiveStakeFile, poolBytes: number): string =>
  JSON.stringify({
    network: file.network,
    magic: file.magic,
    epoch: file.place.epoch,
    blocks: file.place.blocks,
    point: file.point && { slot: file.point.slot, hash: file.point.hash },
    reserves: `${file.pots.reserves}`,
    treasury: `${file.pots.treasury}`,
    optimalPoolCount: file.optimalPoolCount,
    decentralisation: ratioText(file.decentralisation),
    delegators: file.delegators.count,
    leftOut: file.leftOut,
    poolBytes,
  });
