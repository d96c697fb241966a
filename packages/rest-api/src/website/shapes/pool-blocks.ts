import type { Network } from '@pooltool/domain';
import type { JsonObject, JsonValue } from '@pooltool/shared-utils/json';
import { blockRecord, orphansRecord, type PoolBlocks } from '@pooltool/store/website';
import { Type } from 'typebox';
import { count, epochNumber, hashHex, makerHex, milliseconds, orNull, record } from '../wire-types.ts';

const classification = Type.Union([Type.Literal('competitive'), Type.Literal('forker')]);

const made = record({
  block: count('Its height'),
  epoch: epochNumber(),
  slot: count("From the epoch's beginning"),
  time: milliseconds('When its slot began'),
  hash: hashHex,
  size: count('Bytes of its body'),
  transactions: count('In it'),
  classification: orNull(classification),
  slotBattle: Type.Boolean(),
});

const orphanFields = {
  block: Type.String({ description: 'Its height, as a text', pattern: '^[0-9]+$' }),
  epoch: epochNumber(),
  slot: count("From the epoch's beginning"),
  time: milliseconds('When its slot began'),
  hash: hashHex,
  leaderPoolId: makerHex,
  leaderPoolName: Type.String(),
  leaderPoolTicker: Type.String(),
  output: Type.Integer({ description: 'Lovelace; 0 where only reports told of it', format: 'int64', minimum: 0 }),
  size: count('Bytes; 0 where only reports told of it'),
  transactions: count('0 where only reports told of it'),
  classification: Type.Optional(classification),
  slotBattle: Type.Boolean(),
};

/** The orphans of one height as clients know them: one, and the rest below `others`. */
export const orphanSchema = record({
  ...orphanFields,
  others: Type.Optional(Type.Record(Type.String(), record(orphanFields))),
});

/**
 * One address, two pages (clients.md 7, trap 2): Pool>Blocks lists what it hears, list or map; Pool>Orphans takes `deleted_blocks`
 * from the same answer, and of a list hears that there are none. So a pool without orphans in the epoch, as nearly all are, is
 * answered with the list, which is right for both. One with orphans is answered with the map by height and `deleted_blocks`, which
 * the first page shows as one row without a block behind its blocks: the only way in which the second can show them.
 */
export const poolBlocksSchema = Type.Union([
  Type.Array(made, { description: 'Of a pool that lost none; ascending by height' }),
  Type.Object(
    { deleted_blocks: Type.Record(Type.String({ pattern: '^[0-9]+$' }), orphanSchema) },
    { description: 'Of one that did: by height, and what it lost', additionalProperties: made },
  ),
]);

export function poolBlocksShape({ blocks, contests, orphans }: PoolBlocks, network: Network): JsonValue {
  const rows = blocks.map((block) => {
    const {
      classification: kind = null,
      slotBattle = false,
      ...told
    } = blockRecord(block, network, contests.get(block.height));
    const { block: at, epoch, slot, time, hash, size, transactions } = told;
    return { block: at, epoch, slot, time, hash, size, transactions, classification: kind, slotBattle };
  });
  if (orphans.size === 0) return rows;
  return {
    ...Object.fromEntries(rows.map((row) => [String(row.block), row])),
    deleted_blocks: deletedBlocksShape(orphans, network),
  };
}

/** By height. */
export const deletedBlocksShape = (orphans: PoolBlocks['orphans'], network: Network): JsonObject =>
  Object.fromEntries(
    [...orphans].flatMap(([at, all]) => {
      const shown = orphansRecord(all, network);
      return shown === null ? [] : [[String(at), shown] as const];
    }),
  );

export const POOL_BLOCKS_EXAMPLE = [
  {
    block: 13_200_000,
    epoch: 612,
    slot: 123_456,
    time: 1_771_689_747_000,
    hash: '5c7f4b2e2a1d3f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd',
    size: 71_234,
    transactions: 41,
    classification: null,
    slotBattle: false,
  },
];
