import { type LieKind, POWERLESS_LIES } from './lie-kinds.ts';

export interface TipNetworkSettings {
  /** the same seed gives the same bytes */
  readonly seed: number;
  /** when slot 0 began */
  readonly systemStartMs: number;
  readonly reporters: number;
  /** pools that make blocks; each has a node that reports */
  readonly makers: number;
  readonly heights: number;
  /** share of heights at which more than one block is made, all kinds in turn; at the last `quiet` ones none is */
  readonly forkRate: number;
  readonly quiet: number;
  /** share of the blocks that a node reports, unless it is one of the faithful */
  readonly heard: number;
  /** share of nodes whose clock is wrong by hours; the others' are by milliseconds */
  readonly skewed: number;
  /** share of nodes that say nothing for a quarter of the time */
  readonly silent: number;
  /** share of reports that come up to two minutes late, and that come twice */
  readonly late: number;
  readonly repeated: number;
  /** share of nodes that lie */
  readonly liars: number;
  /** share of blocks about which a lie is told, its kind, and how many of the liars tell it */
  readonly lies: number;
  readonly lieKinds: readonly LieKind[];
  readonly tellers: number;
}

/** Small enough for a test. */
export const TIP_NETWORK_SETTINGS: TipNetworkSettings = {
  seed: 1,
  systemStartMs: Date.UTC(2026, 0, 1),
  reporters: 24,
  makers: 5,
  heights: 48,
  forkRate: 0.6,
  quiet: 12,
  heard: 0.9,
  skewed: 0.1,
  silent: 0.1,
  late: 0.03,
  repeated: 0.05,
  liars: 0.25,
  lies: 1,
  lieKinds: POWERLESS_LIES,
  tellers: 3,
};
