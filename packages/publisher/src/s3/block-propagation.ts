import {
  BLOCK_HISTOGRAM,
  type BlockPropagationSubject,
  CANDIDATE_HISTOGRAM,
  type Contest,
  histogramOf,
  type JudgedCandidate,
  type Network,
  type PoolId,
  slotStartMs,
  subjectOf,
  summarizeDelays,
} from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { readContests } from '@pooltool/store/battles';
import { type BlockReports, blockReports, keptFrom } from '@pooltool/store/documents';
import {
  BLOCK_FILE,
  blockDelayFields,
  delayFields,
  histogramText,
  NO_WORDS,
  protocolFields,
  rawTips,
  shownCandidates,
  versionCounts,
} from '@pooltool/store/website';
import { onePart, type Part } from '../drawing.ts';
import { family } from '../family.ts';
import { textObject } from '../made-object.ts';
import { delayPicture } from '../pictures/delay-picture.ts';
import { pngObject } from '../pictures/png.ts';

/** `rawtips` of 1,500 pools are 0.1 MB. */
const BLOCKS_AT_ONCE = 50;

/**
 * How fast one block travelled (clients.md 2): the file of the propagation list, that of the chart, and the picture behind its link. A put is
 * the dearest thing here, five dollars a million, so what no published client asks for, the pictures to two seconds and
 * the drawings behind all pictures, is made of contested heights only; and blocks that somebody invents have no files. Nothing is
 * removed: of reports that are dropped after some epochs the files are what is left.
 */
export const blockPropagation = family({
  kind: 'block_propagation',
  place: 'object-store',
  atOnce: BLOCKS_AT_ONCE,
  read: subjectOf.blockPropagation,
  load: async (db, subjects) => {
    const contests = await readContests(db, [...new Set(subjects.map(({ height }) => height))]);
    return { contests, reports: await blockReports(db, subjects), kept: await keptFrom(db) };
  },
  draw: (subject, { contests, reports, kept }, network) => {
    const found = reports.get(subject.hash);
    const contest = contests.get(subject.height);
    const candidate = contest && filedCandidates(contest).find(({ hash }) => hash === subject.hash);
    if (found === undefined || candidate === undefined) return [];
    const parts = blockFiles(
      {
        subject,
        reports: found,
        producer: candidate.producer,
        isContested: contest?.classification != null,
      },
      network,
    );
    return subject.height >= kept ? parts : parts.map((part) => ({ ...part, remembered: false }));
  },
});

/** A block that our node had is one of its own height's candidates, and of no other height's, whoever says it stands there. */
const filedCandidates = (contest: Contest): readonly JudgedCandidate[] => [
  ...contest.candidates.filter(({ held }) => held),
  ...shownCandidates(contest),
];

export interface ShownBlock {
  readonly subject: BlockPropagationSubject;
  readonly reports: BlockReports;
  readonly producer: PoolId | null;
  readonly isContested: boolean;
}

/** Where a block's file lies; `before` and `after` are put around its hash. */
export const blockDataPath = (
  { height, hash }: { readonly height: number; readonly hash: string },
  { before = '', after = '.json' }: { readonly before?: string; readonly after?: string } = {},
): string => `blockdata/${Math.floor(height / 1_000)}/${before}${hash}${after}`;

export function blockFiles({ isContested, ...block }: ShownBlock, network: Network): Part[] {
  const at = (before: string, after: string): string => blockDataPath(block.subject, { before, after });
  const { toTenSeconds, toTwoSeconds } = picturesOf(block);
  return [
    onePart(BLOCK_FILE, at('', '.json'), blockFile(block, network)),
    onePart('candidate', at('C_', '.json'), candidateFile(block, network)),
    onePart('picture', at('F_', '.png'), pngObject(toTenSeconds)),
    ...(isContested
      ? [
          onePart('drawing', at('F_', '.svg'), textObject(SVG, toTenSeconds)),
          onePart('short picture', at('', '.png'), pngObject(toTwoSeconds)),
          onePart('short drawing', at('', '.svg'), textObject(SVG, toTwoSeconds)),
        ]
      : []),
  ];
}

type Reported = Omit<ShownBlock, 'isContested'>;

const SVG = 'image/svg+xml';

const blockFile = ({ subject: { height, hash }, reports, producer }: Reported, network: Network): JsonObject => ({
  height,
  hash,
  slot: reports.slot,
  theoretical: slotStartMs(network, reports.slot),
  leaderPoolId: producer ?? '',
  name: NO_WORDS.name,
  ticker: NO_WORDS.ticker,
  ...protocolFields(reports),
  ...blockDelayFields(reports),
});

/** What the chart shows. Nothing of the battle, which goes on when the file is there. */
const candidateFile = ({ subject: { height, hash }, reports, producer }: Reported, network: Network): JsonObject => ({
  height,
  hash,
  slot: reports.slot,
  time: slotStartMs(network, reports.slot),
  leaderPoolId: producer ?? '',
  ...delayFields(reports),
  ...protocolFields(reports),
  reporter_versions: versionCounts(reports.arrivals.map(({ version }) => version)),
  rawtips: rawTips(reports),
});

function picturesOf({ subject: { height, hash }, reports: { slot, arrivals } }: Reported): {
  readonly toTenSeconds: string;
  readonly toTwoSeconds: string;
} {
  const delays = arrivals.map(({ delayMs }) => delayMs);
  const { medianMs, percentilesMs, outliers } = summarizeDelays(delays);
  const title = `Block ${height.toLocaleString('en')} · slot ${slot.toLocaleString('en')} · ${hash.slice(0, 12)}…`;
  const subtitle = [
    delays.length === 1 ? '1 pool' : `${delays.length.toLocaleString('en')} pools`,
    ...(percentilesMs === null
      ? []
      : [`half in ${seconds(percentilesMs.p50)}`, `95 % in ${seconds(percentilesMs.p95)}`]),
    ...(outliers === 0 ? [] : [`${outliers} with a wrong clock`]),
  ].join(' · ');
  const drawn = (bins: typeof BLOCK_HISTOGRAM | typeof CANDIDATE_HISTOGRAM): string =>
    delayPicture({ title, subtitle, histogram: histogramOf(delays, bins), medianMs });
  return { toTenSeconds: drawn(CANDIDATE_HISTOGRAM), toTwoSeconds: drawn(BLOCK_HISTOGRAM) };
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

/** The file that statistics name while no block was reported: to clients a missing one is an error. */
export const emptyBlockFile = (): JsonObject => ({
  height: 0,
  name: NO_WORDS.name,
  ticker: NO_WORDS.ticker,
  ...protocolFields({ protocol: null }),
  histogram: histogramText({ counts: [], edges: [] }),
  rawtips: {},
});
