import type { BlockHash, Contest, Height, Network } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { BlockRow } from '@pooltool/store/documents';
import {
  BYRON,
  blockRecord,
  type ContestedHeights,
  candidateRecord,
  NO_REPORTS,
  type OrphanNeighbours,
  shownCandidates,
} from '@pooltool/store/website';
import { Type } from 'typebox';
import { BY_NUMBER, count, epochNumber, hashHex, makerHex, mapOf, milliseconds, record } from '../wire-types.ts';
import { deletedBlocksShape, orphanSchema } from './pool-blocks.ts';

const named = { leaderPoolId: makerHex, leaderPoolName: Type.String(), leaderPoolTicker: Type.String() };

/** clients.md 3.3: `slot` counts from the chain's beginning here, and `histogram` is JSON as a text (traps 4 and 5). */
export const contestedBlockSchema = record({
  ...named,
  block: count('Its height'),
  hash: hashHex,
  epoch: epochNumber(),
  slot: count("From the chain's beginning"),
  time: milliseconds('When its slot began'),
  lastparent: Type.String({ description: "The hash of the block before it; '' where nobody told" }),
  reports: count('Pools that reported it with a delay'),
  median: Type.Integer({ description: 'Of their delays, ms' }),
  histogram: Type.String({ description: '[[counts],[edges in ms]]' }),
  reporter_versions: Type.Record(Type.String(), count('Pools')),
  protocol_major: Type.Integer(),
  protocol_minor: Type.Integer(),
  vrfwinner: Type.Boolean(),
  bvrfwinner: Type.Boolean(),
  competitive: Type.Boolean(),
  forker: Type.Boolean(),
  slotBattle: Type.Boolean(),
  chained: Type.Optional(Type.Boolean({ description: 'Absent until it is settled' })),
});

const plainBlock = record({
  ...named,
  block: count('Its height'),
  hash: hashHex,
  epoch: epochNumber(),
  slot: count("From the epoch's beginning"),
  time: milliseconds('When its slot began'),
  size: count('Bytes of its body'),
  transactions: count('In it'),
});

const byHeight = mapOf(Type.Record(Type.String(), Type.Record(Type.String(), contestedBlockSchema)), {
  by: BY_NUMBER,
  description: 'With `block_height`: by height, then pool, then hash',
});

const ofEpoch = record(
  {
    blocks: mapOf(plainBlock, { by: BY_NUMBER }),
    deleted_blocks: mapOf(orphanSchema, { by: BY_NUMBER }),
  },
  'Without it: what the epoch lost, and what stands around that',
);

export const blocksSchema = Type.Union([byHeight, ofEpoch]);

/** All that stands or may stand at each height; a height of which nothing is known is left out. */
export function contestedShape({ contests, blocks, origins, reports }: ContestedHeights, network: Network): JsonObject {
  const heights = [...new Set([...contests.keys(), ...blocks.keys()])].sort((one, other) => one - other);
  const reportsOf = (hash: BlockHash) =>
    reports.get(hash) ?? { ...NO_REPORTS, protocol: origins.get(hash)?.protocol ?? null };
  return Object.fromEntries(
    heights.flatMap((height) => {
      const shown = candidatesAt(contests.get(height), blocks.get(height), origins);
      if (shown.length === 0) return [];
      const isSlotBattle = contests.get(height)?.isSlotBattle ?? false;
      const records = shown.map(
        ({ maker, hash, candidate }) =>
          [
            maker,
            hash,
            contestedBlockShape(
              { height, maker, hash },
              candidateRecord(candidate, { isSlotBattle }, reportsOf(hash), network),
            ),
          ] as const,
      );
      const byMaker = Map.groupBy(records, ([maker]) => maker);
      return [
        [
          String(height),
          Object.fromEntries(
            [...byMaker].map(([maker, own]) => [maker, Object.fromEntries(own.map(([, hash, one]) => [hash, one]))]),
          ),
        ] as const,
      ];
    }),
  );
}

const contestedBlockShape = (
  { height, maker, hash }: { readonly height: Height; readonly maker: string; readonly hash: string },
  candidate: JsonObject,
): JsonObject => ({ ...candidate, block: height, hash, leaderPoolId: maker });

/** Of a height that nobody reported the block of our chain alone, which then won every election there. */
function candidatesAt(contest: Contest | undefined, block: BlockRow | undefined, origins: ContestedHeights['origins']) {
  const judged = contest === undefined ? [] : shownCandidates(contest);
  const shown = judged.map((candidate) => ({ maker: candidate.producer ?? BYRON, hash: candidate.hash, candidate }));
  if (block === undefined || judged.some(({ hash }) => hash === block.hash)) return shown;
  const { epoch, slot } = block;
  const alone = judged.length === 0;
  const candidate = {
    epoch,
    slot,
    parent: origins.get(block.hash)?.parent ?? null,
    kinds: [],
    chained: true,
    lowestLeaderVrf: alone,
    lowestBlockVrf: alone,
  };
  return [...shown, { maker: block.pool ?? BYRON, hash: block.hash, candidate }];
}

/** What an epoch lost, with the blocks around it: the page explores there, and does not say where. */
export const neighboursShape = ({ orphans, blocks, contests }: OrphanNeighbours, network: Network): JsonObject => ({
  blocks: Object.fromEntries(
    [...blocks].map(([height, one]) => {
      const told = blockRecord(one, network, contests.get(height));
      const { leaderPoolId, leaderPoolName, leaderPoolTicker, block, hash, epoch, slot, time, size, transactions } =
        told;
      return [
        String(height),
        { leaderPoolId, leaderPoolName, leaderPoolTicker, block, hash, epoch, slot, time, size, transactions },
      ];
    }),
  ),
  deleted_blocks: deletedBlocksShape(orphans, network),
});

export const BLOCKS_EXAMPLE = {
  '13200000': {
    '0f292fcaa02b8b2f9b3c8f9fd8e0bb21abedb692a6d5058df3ef2735': {
      '5c7f4b2e2a1d3f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd': {
        block: 13_200_000,
        hash: '5c7f4b2e2a1d3f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd',
        leaderPoolId: '0f292fcaa02b8b2f9b3c8f9fd8e0bb21abedb692a6d5058df3ef2735',
        leaderPoolName: '',
        leaderPoolTicker: '',
        epoch: 612,
        slot: 180_123_456,
        time: 1_771_689_747_000,
        lastparent: '4b7f4b2e2a1d3f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd',
        reports: 2,
        median: 512,
        histogram: '[[0,2],[0,200,10000]]',
        reporter_versions: { '10,1,4:1f63d': 2 },
        protocol_major: 10,
        protocol_minor: 0,
        vrfwinner: true,
        bvrfwinner: true,
        competitive: false,
        forker: false,
        slotBattle: false,
        chained: true,
      },
    },
  },
};
