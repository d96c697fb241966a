import { customNetwork, type Network, ratio } from '@pooltool/domain';
import { Random } from '../../random.ts';
import { Elections } from './elections.ts';
import { type Episode, Scenario } from './episodes.ts';
import { type ExpectedHeight, expectedHeights } from './expected-heights.ts';
import type { NetworkBlock } from './network-block.ts';
import { type NetworkEvent, networkEvents } from './network-events.ts';
import { type NetworkReporter, newReporters } from './reporters.ts';
import { TIP_NETWORK_SETTINGS, type TipNetworkSettings } from './settings.ts';
import type { NetworkTip } from './tip-told.ts';
import { tipsOfBlock } from './tips-of-block.ts';

export interface TipNetwork {
  readonly settings: TipNetworkSettings;
  readonly network: Network;
  readonly elections: Elections;
  readonly reporters: readonly NetworkReporter[];
  readonly episodes: readonly Episode[];
  /** By height, ascending: what no report can change that is made of `POWERLESS_LIES`. */
  readonly expected: readonly ExpectedHeight[];
  /** Of one block, those of liars included; each call gives the same. */
  tipsOf(block: NetworkBlock): NetworkTip[];
  /** In the order of their time; each call begins anew. */
  events(): Generator<NetworkEvent, void, undefined>;
}

/** Two epochs go by in a few dozen heights. */
const EPOCH_LENGTH = 600;

/** Pools elected by real VRF, what becomes of their blocks, and what nodes all over the world report of them. */
export function makeTipNetwork(given: Partial<TipNetworkSettings> = {}): TipNetwork {
  const settings = { ...TIP_NETWORK_SETTINGS, ...given };
  const seeds = new Random(settings.seed);
  const network = customNetwork({
    name: 'tipnet',
    magic: 4243,
    systemStartMs: settings.systemStartMs,
    epochLength: EPOCH_LENGTH,
    activeSlotCoefficient: ratio(2n, 3n),
  });
  const elections = new Elections(network, { makers: settings.makers, random: new Random(seeds.word()) });
  const episodes = played(elections, settings, new Random(seeds.word()));
  const makers = elections.makers.map(({ keys }) => keys.poolId);
  const reporters = newReporters(makers, settings, new Random(seeds.word()));
  const telling = { network, elections, reporters, settings };
  const tellingSeed = seeds.word();
  const numbers = new Map(episodes.flatMap(({ blocks }) => blocks).map((block, number) => [block, number]));
  const tipsOf = (block: NetworkBlock): NetworkTip[] =>
    tipsOfBlock(telling, block, new Random(tellingSeed + (numbers.get(block) ?? 0)));
  return {
    ...telling,
    episodes,
    expected: episodes.flatMap(expectedHeights),
    tipsOf,
    events: () => networkEvents(network, episodes, tipsOf),
  };
}

function played(elections: Elections, { heights, quiet, forkRate }: TipNetworkSettings, random: Random): Episode[] {
  const scenario = new Scenario(elections, random);
  const episodes: Episode[] = [];
  for (let height = 0; height < heights; ) {
    const episode = scenario.next(height < heights - quiet ? forkRate : 0);
    episodes.push(episode);
    height += episode.standing.length;
  }
  return episodes;
}
