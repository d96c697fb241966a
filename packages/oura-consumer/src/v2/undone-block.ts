import { decodeBlock } from '@pooltool/codec';
import type { Point } from '@pooltool/domain';
import { eventUnreadable } from '../errors.ts';
import { bytesOf, type Fields, wrongField } from '../reading-fields.ts';

/**
 * Which block an undo means: the header says it, the record is that block, and where both do they must agree.
 * @throws POOLTOOL_EVENT_UNREADABLE, POOLTOOL_BLOCK_UNREADABLE
 */
export function undoneBlock(record: Fields, said: Point | 'origin' | null): Point {
  if (said === 'origin') throw wrongField('header x-oura-chainsync-point', 'a block that can be undone', said);
  const block = 'hex' in record ? decodeBlock(bytesOf('hex', record['hex'])) : null;
  if (block !== null && said !== null && said.hash !== block.hash) {
    throw eventUnreadable({
      message: `header x-oura-chainsync-point says ${said.hash}, the block hashes to ${block.hash}`,
      details: { field: 'header x-oura-chainsync-point' },
    });
  }
  const point = said ?? block;
  if (point === null) throw wrongField('header x-oura-chainsync-point', 'there when an undo brings no block', said);
  return { slot: point.slot, hash: point.hash };
}
