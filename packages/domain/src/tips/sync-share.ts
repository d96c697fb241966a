/** Who keeps up with the chain, as far as nodes report (operators.md 5.2, 5.4). */
import type { BlockHash, PoolId } from '../units/hashes.ts';
import type { Height, UnixMs } from '../units/time.ts';
import type { Reporter } from './tip-report.ts';

/** The last that a node told. */
export interface ReporterState {
  readonly reporter: Reporter;
  readonly receivedAt: UnixMs;
  readonly height: Height;
  readonly hash: BlockHash;
  /** '' where not told */
  readonly version: string;
  readonly platform: string;
}

/** Heights of a pool: `synced` near the majority; `apart` with what it reports; `silent` for an hour. */
export type PoolSync =
  | { readonly state: 'synced'; readonly height: Height }
  | { readonly state: 'apart'; readonly height: Height }
  | { readonly state: 'silent' };

/**
 * One voice a pool, however many nodes it has or says it has: the node highest up among those heard of in the last hour,
 * of equal ones the last heard, then the first by name.
 */
export interface SyncShare {
  /** pools heard of in the last hour, and those of them within the majority's reach */
  readonly samples: number;
  readonly synced: number;
  /** the height most pools report, of equal ones the greater; null: nobody was heard of */
  readonly majorityHeight: Height | null;
  readonly highest: Height | null;
  readonly lowest: Height | null;
  /** pools by what their voice told, '' left out; most first, then by name */
  readonly versions: readonly Count<string>[];
  readonly platforms: readonly Count<string>[];
  /** pools by height, ascending */
  readonly distribution: readonly Count<Height>[];
  /** voices that told a version, or a platform */
  readonly told: { readonly version: number; readonly platform: number };
  /** every pool that ever reported, ascending */
  readonly pools: ReadonlyMap<PoolId, PoolSync>;
}

export interface Count<Of> {
  readonly of: Of;
  readonly pools: number;
}

const HOUR_MS = 3_600_000;
const REACH_BLOCKS = 3;

/** Whether a height is in (majority − 3, majority + 3]. */
export const isNear = (height: Height, majority: Height): boolean =>
  height > majority - REACH_BLOCKS && height <= majority + REACH_BLOCKS;

export function syncShare(reporters: readonly ReporterState[], now: UnixMs): SyncShare {
  const voices = voicesOf(reporters.filter(({ receivedAt }) => receivedAt >= now - HOUR_MS));
  const all = [...voices.values()];
  const distribution = countBy(all.map(({ height }) => height)).sort((one, other) => one.of - other.of);
  const majority = distribution.reduce<Count<Height> | null>(
    (most, count) => (most === null || count.pools >= most.pools ? count : most),
    null,
  );
  const versions = told(all, 'version');
  const platforms = told(all, 'platform');
  const syncOf = (voice: ReporterState | undefined): PoolSync => {
    if (voice === undefined || majority === null) return { state: 'silent' };
    return { state: isNear(voice.height, majority.of) ? 'synced' : 'apart', height: voice.height };
  };
  const ever = [...new Set(reporters.map(({ reporter }) => reporter.pool))].sort();
  return {
    samples: all.length,
    synced: majority === null ? 0 : all.filter(({ height }) => isNear(height, majority.of)).length,
    majorityHeight: majority?.of ?? null,
    highest: distribution.at(-1)?.of ?? null,
    lowest: distribution[0]?.of ?? null,
    versions: countBy(versions).sort(mostFirst),
    platforms: countBy(platforms).sort(mostFirst),
    distribution,
    told: { version: versions.length, platform: platforms.length },
    pools: new Map(ever.map((pool) => [pool, syncOf(voices.get(pool))])),
  };
}

function voicesOf(recent: readonly ReporterState[]): Map<PoolId, ReporterState> {
  const voices = new Map<PoolId, ReporterState>();
  for (const state of recent) {
    const known = voices.get(state.reporter.pool);
    if (known === undefined || speaksBefore(state, known)) voices.set(state.reporter.pool, state);
  }
  return voices;
}

function speaksBefore(one: ReporterState, other: ReporterState): boolean {
  if (one.height !== other.height) return one.height > other.height;
  if (one.receivedAt !== other.receivedAt) return one.receivedAt > other.receivedAt;
  return one.reporter.node < other.reporter.node;
}

const told = (voices: readonly ReporterState[], what: 'version' | 'platform'): string[] =>
  voices.map((voice) => voice[what].trim()).filter((text) => text !== '');

function countBy<Of>(values: readonly Of[]): Count<Of>[] {
  const counts = new Map<Of, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([of, pools]) => ({ of, pools }));
}

const mostFirst = (one: Count<string>, other: Count<string>): number =>
  other.pools - one.pools || (one.of < other.of ? -1 : 1);
