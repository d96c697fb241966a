import { epoch } from '@pooltool/domain';
import { type JsonObject, stringifyLossless } from '@pooltool/shared-utils/json';
import { adminMessage } from '@pooltool/store/admin';
import { epochSums, newestBlock } from '@pooltool/store/documents';
import { presentEpoch } from '@pooltool/store/website';
import { ofOneMoment } from '../../conventions/one-moment.ts';
import { ecosystemDrawing, heights, syncData } from '../../website/network-figures.ts';
import { epochShape } from '../../website/shapes/epoch.ts';
import { recentBlockShape } from '../../website/shapes/recent-block.ts';
import { asAWhole, type Channel, type Drawn } from '../channel.ts';
import type { ChannelName } from '../channel-names.ts';
import { type OfferedChannel, offer } from '../hub.ts';
import { type NoParams, noParams } from './channel-params.ts';
import type { ChannelParts } from './channel-parts.ts';
import { alone, isObject } from './one-drawing.ts';

/** At the tip there is a block every twenty seconds; catching up, hundreds a second. */
const OF_THE_TIP_MS = 50;
const OF_SAMPLES_MS = 1_000;
/** Every pool that reports, for every page: some 90 kB. They are as of the newest sample, one every fifteen seconds. */
const OF_HEIGHTS_MS = 5_000;
const OF_FIGURES_MS = 3_000;

/** What every page listens to. */
export function networkChannels({ pool, network }: ChannelParts): readonly OfferedChannel[] {
  return [
    ofTheNetwork('recent_block', OF_THE_TIP_MS, async () => recentBlockShape(await newestBlock(pool), network)),
    ofTheNetwork('epoch_data', OF_THE_TIP_MS, () =>
      ofOneMoment(pool, async (tx) => {
        const present = (await presentEpoch(tx)) ?? epoch(0);
        return epochShape(present, (await epochSums(tx, [present])).get(present), network);
      }),
    ),
    ofTheNetwork('syncdata', OF_SAMPLES_MS, () => syncData({ pool })),
    ofTheNetwork('admin_message', OF_SAMPLES_MS, async () => {
      const { title, message } = await adminMessage(pool, 'web');
      return { title, message };
    }),
    ofTheNetwork('heights', OF_HEIGHTS_MS, () => heights({ pool })),
    offer(
      channel({
        name: 'ecosystem',
        restMs: OF_FIGURES_MS,
        draw: ecosystemDrawing({ pool, network }),
        changes: changedFields,
      }),
    ),
  ];
}

interface Facts {
  readonly name: ChannelName;
  readonly restMs: number;
  readonly draw: () => Promise<JsonObject>;
  readonly changes: Channel<NoParams>['changes'];
}

const channel = ({ draw, ...facts }: Facts): Channel<NoParams> => ({
  ...facts,
  readParams: noParams,
  mostTopics: 1,
  draw: alone(draw),
});

const ofTheNetwork = (name: ChannelName, restMs: number, draw: () => Promise<JsonObject>): OfferedChannel =>
  offer(channel({ name, restMs, draw, changes: asAWhole }));

/** Pages merge them into what they have. */
export function changedFields(before: Drawn, after: Drawn): readonly JsonObject[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const changed = Object.entries(now).filter(
    ([name, value]) =>
      value !== undefined && (old[name] === undefined || stringifyLossless(old[name]) !== stringifyLossless(value)),
  );
  return changed.length === 0 ? [] : [Object.fromEntries(changed)];
}

const fieldsOf = ({ value }: Drawn): JsonObject => (isObject(value) ? value : {});
