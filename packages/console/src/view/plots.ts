import { meta } from '@pooltool/pipeline';
import type { MetadataPoint } from '@pooltool/store/pipeline';

/** One figure of a run's metadata over the partitions whose results stand. */
export interface Plot {
  readonly name: string;
  /** 'ada', 's', or what the asset's author called it; '' for a bare number */
  readonly unit: string;
  /** ascending, as the asset's partitions */
  readonly points: readonly PlotPoint[];
}

export interface PlotPoint {
  readonly partition: string;
  readonly run: bigint;
  /** precise enough for a picture, not for money */
  readonly height: number;
  readonly stored: unknown;
}

/** What the last of `history` (ascending) said as a number and at least one other said too. */
export function plotsOf(history: readonly MetadataPoint[]): Plot[] {
  const names = [...new Set(history.toReversed().flatMap(({ metadata }) => Object.keys(metadata)))];
  return names.flatMap((name) => {
    const points = history.flatMap(({ partition, run, metadata }) => {
      const stored = metadata[name];
      const height = heightOf(stored);
      return height === null ? [] : [{ partition, run, height, stored }];
    });
    return points.length < 2 ? [] : [{ name, unit: unitOf(points.at(-1)?.stored), points }];
  });
}

const LOVELACE_PER_ADA = 1_000_000;

function heightOf(stored: unknown): number | null {
  if (!meta.isMetadataValue(stored)) return null;
  const height = meta.plotted(stored);
  if (height === null || !Number.isFinite(height)) return null;
  if (stored.kind === 'amount' && stored.unit === 'lovelace') return height / LOVELACE_PER_ADA;
  return stored.kind === 'duration' ? height / 1_000 : height;
}

function unitOf(stored: unknown): string {
  if (!meta.isMetadataValue(stored)) return '';
  if (stored.kind === 'duration') return 's';
  if (stored.kind !== 'amount') return '';
  return stored.unit === 'lovelace' ? 'ada' : stored.unit;
}
