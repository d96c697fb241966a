import type { Epoch } from '@pooltool/domain';
import { type JsonObject, type JsonValue, stringifyLossless } from '@pooltool/shared-utils/json';
import { contestedHeights, heightsAround, newestHeightOf } from '@pooltool/store/website';
import { ofOneMoment } from '../../conventions/one-moment.ts';
import { contestedShape } from '../../website/shapes/blocks.ts';
import type { Drawn } from '../channel.ts';
import { type OfferedChannel, offer } from '../hub.ts';
import { epochIn } from './channel-params.ts';
import type { ChannelParts } from './channel-parts.ts';
import { drawnOf, isObject } from './one-drawing.ts';

/** The page keeps fifteen, and drops the lowest that it hears (clients.md 7, trap 13). */
export const SHOWN_HEIGHTS = 16;

/** While nodes report, something of the newest heights changes all the time. */
const OF_REPORTS_MS = 1_000;

/** The newest heights of an epoch, with all that stands or may stand there: the snapshot by height, maker and hash, an update one block. */
export const blocksChannel = ({ pool, network }: Pick<ChannelParts, 'pool' | 'network'>): OfferedChannel =>
  offer({
    name: 'blocks',
    readParams: (given): { readonly epoch: Epoch } => ({ epoch: epochIn(given) }),
    mostTopics: 40,
    restMs: OF_REPORTS_MS,
    draw: async (asked) => {
      const drawn: Drawn[] = [];
      for (const { epoch } of asked) {
        const found = await ofOneMoment(pool, async (tx) => {
          const newest = await newestHeightOf(tx, epoch);
          const heights = newest === null ? [] : heightsAround(newest, { before: SHOWN_HEIGHTS - 1, after: 0 });
          return contestedHeights(tx, heights);
        });
        drawn.push(drawnOf(contestedShape(found, network)));
      }
      return drawn;
    },
    changes: changedBlocks,
  });

/** Null where a block is gone that the page would go on to show: an update cannot say that. */
export function changedBlocks(before: Drawn, after: Drawn): readonly JsonObject[] | null {
  const old = blocksIn(before.value);
  const now = blocksIn(after.value);
  const lowest = Math.min(...[...now.values()].map(heightOf));
  const gone = [...old].some(([name, block]) => !now.has(name) && heightOf(block) >= lowest);
  if (gone || now.size === 0) return null;
  return [...now].flatMap(([name, block]) => {
    const known = old.get(name);
    return known !== undefined && stringifyLossless(known) === stringifyLossless(block) ? [] : [flat(block)];
  });
}

const heightOf = (block: JsonObject): number => Number(block['block']);

/** Pages read a maker under either name. */
const flat = (block: JsonObject): JsonObject => ({
  ...block,
  pool_id: block['leaderPoolId'],
  pool_name: block['leaderPoolName'],
  pool_ticker: block['leaderPoolTicker'],
});

/** By height, maker and hash. */
function blocksIn(byHeight: JsonValue): ReadonlyMap<string, JsonObject> {
  return new Map(
    entriesOf(byHeight).flatMap(([height, byMaker]) =>
      entriesOf(byMaker).flatMap(([maker, byHash]) =>
        entriesOf(byHash).flatMap(([hash, block]) =>
          isObject(block) ? [[`${height}/${maker}/${hash}`, block] as const] : [],
        ),
      ),
    ),
  );
}

const entriesOf = (value: JsonValue | undefined): [string, JsonValue | undefined][] =>
  isObject(value) ? Object.entries(value) : [];
