import type { Epoch, EpochSlot, Height, UnixMs } from '../units/time.ts';
import type { Count, SyncShare } from './sync-share.ts';

/** How the network stood at a moment, as charts of 90 minutes and of an epoch show it (operators.md 5.4). Plain JSON. */
export interface SyncFigures {
  /** s since 1970 */
  readonly time: number;
  readonly samples: number;
  readonly synced: number;
  readonly majorityHeight: number | null;
  readonly highest: number | null;
  readonly lowest: number | null;
  /** pools by what they told; only what some pool told */
  readonly versions: Readonly<Record<string, number>>;
  readonly platforms: Readonly<Record<string, number>>;
  readonly told: { readonly version: number; readonly platform: number };
  /** pools by height */
  readonly distribution: Readonly<Record<string, number>>;
  /** pools by how far their height is from the majority's, less than 25 either way */
  readonly offsets: Readonly<Record<string, number>>;
  /** of our chain's tip; null while there is none */
  readonly chain: { readonly epoch: Epoch; readonly epochSlot: EpochSlot; readonly height: Height } | null;
}

/** Nodes that are farther apart are not drawn: they begin to follow the chain, or lie. */
const FARTHEST_OFFSET = 25;
/** Names a chart can show; whoever invents more is not shown. */
const MOST_NAMES = 100;

export function syncFigures(share: SyncShare, chain: SyncFigures['chain'], now: UnixMs): SyncFigures {
  const { majorityHeight } = share;
  const offsets = share.distribution.flatMap(({ of, pools }) => {
    const offset = of - (majorityHeight ?? of);
    return Math.abs(offset) < FARTHEST_OFFSET ? [{ of: offset, pools }] : [];
  });
  return {
    time: Math.floor(now / 1_000),
    samples: share.samples,
    synced: share.synced,
    majorityHeight,
    highest: share.highest,
    lowest: share.lowest,
    versions: recordOf(share.versions.slice(0, MOST_NAMES)),
    platforms: recordOf(share.platforms.slice(0, MOST_NAMES)),
    told: share.told,
    distribution: recordOf(share.distribution),
    offsets: recordOf(offsets),
    chain,
  };
}

const recordOf = (counts: readonly Count<string | number>[]): Record<string, number> =>
  Object.fromEntries(counts.map(({ of, pools }) => [String(of), pools]));
