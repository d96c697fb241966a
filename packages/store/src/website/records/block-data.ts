import {
  BLOCK_HISTOGRAM,
  CANDIDATE_HISTOGRAM,
  histogramOf,
  type ShownHistogram,
  summarizeDelays,
} from '@pooltool/domain';
import { firebaseKey } from '@pooltool/shared-utils/firebase';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { BlockReports } from '../../documents/read-block-reports.ts';

/** Versions shown of one block. Nodes tell what they like: the rarest of more are counted together. */
const MOST_VERSIONS = 30;
const OTHER_VERSIONS = 'other';
const LONGEST_VERSION = 64;

/** Clients read a number where nobody told which protocol (operators.md 5.2). */
const UNKNOWN_PROTOCOL = { major: 0, minor: 0 };

/** Histograms are texts to clients: `[[counts],[edges in ms]]` (clients.md 7, trap 4). */
export const histogramText = ({ counts, edges }: ShownHistogram): string => JSON.stringify([counts, edges]);

export const protocolFields = ({ protocol }: Pick<BlockReports, 'protocol'>): JsonObject => ({
  protocol_major: (protocol ?? UNKNOWN_PROTOCOL).major,
  protocol_minor: (protocol ?? UNKNOWN_PROTOCOL).minor,
});

/** What a block's delays come to. `median` is of those within ±5 s, in ms; 0 where there is none. */
export function delayFields({ arrivals }: Pick<BlockReports, 'arrivals'>): JsonObject {
  const delays = arrivals.map(({ delayMs }) => delayMs);
  return {
    reports: delays.length,
    median: summarizeDelays(delays).medianMs ?? 0,
    histogram: histogramText(histogramOf(delays, CANDIDATE_HISTOGRAM)),
  };
}

/** The same to two seconds, with all that is known of the delays: ours are the fields after `rawtips`. */
export function blockDelayFields({ arrivals }: Pick<BlockReports, 'arrivals'>): JsonObject {
  const delays = arrivals.map(({ delayMs }) => delayMs);
  const { medianMs, outliers, percentilesMs, shareWithin } = summarizeDelays(delays);
  return {
    histogram: histogramText(histogramOf(delays, BLOCK_HISTOGRAM)),
    rawtips: rawTips({ arrivals }),
    median: medianMs ?? 0,
    outliers,
    percentiles: percentilesMs && { ...percentilesMs },
    within: shareWithin && {
      '1s': shareWithin.oneSecond,
      '3s': shareWithin.threeSeconds,
      '5s': shareWithin.fiveSeconds,
    },
  };
}

/** Every delay as it was told, ms by pool. */
export const rawTips = ({ arrivals }: Pick<BlockReports, 'arrivals'>): JsonObject =>
  Object.fromEntries(arrivals.map(({ pool, delayMs }) => [pool, delayMs]));

/**
 * How many report with which version, by the version as a key of Firebase (`10,1,4:1f63d`). No count is lost: not of versions
 * that become one key, nor of those that cannot be one, nor of more than are shown.
 */
export function versionCounts(versions: readonly string[]): Record<string, number> {
  // 1,500 nodes have some ten versions: each is made a key once.
  const told = new Map<string, number>();
  for (const version of versions) told.set(version, (told.get(version) ?? 0) + 1);
  const counts = new Map<string, number>();
  for (const [version, count] of told) {
    if (version.trim() === '') continue;
    const key = versionKey(version);
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  const named = [...counts].filter(([key]) => key !== OTHER_VERSIONS).sort(mostFirst);
  const shown = named.slice(0, MOST_VERSIONS);
  const others = named.slice(MOST_VERSIONS).reduce((sum, [, count]) => sum + count, counts.get(OTHER_VERSIONS) ?? 0);
  return Object.fromEntries(others === 0 ? shown : [...shown, [OTHER_VERSIONS, others]]);
}

function versionKey(version: string): string {
  const bare = version.replaceAll(/[#$/\p{Cc}\p{Cs}]/gu, '').trim();
  return bare === '' || bare.length > LONGEST_VERSION ? OTHER_VERSIONS : firebaseKey(bare);
}

const mostFirst = ([oneKey, one]: readonly [string, number], [otherKey, other]: readonly [string, number]): number =>
  other - one || (oneKey < otherKey ? -1 : 1);
