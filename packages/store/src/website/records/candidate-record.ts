import {
  type BlockHash,
  type Contest,
  isBetweenPools,
  isForked,
  type JudgedCandidate,
  type Network,
  slotStartMs,
} from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { BlockReports } from '../../documents/read-block-reports.ts';
import { leaderWords, NO_WORDS } from '../../pools/pool-words.ts';
import { delayFields, protocolFields, versionCounts } from './block-data.ts';

export type ReportsOf = (hash: BlockHash) => Pick<BlockReports, 'arrivals' | 'protocol'>;

/** What stands for the reports of a block that nobody reported. */
export const NO_REPORTS: ReturnType<ReportsOf> = { arrivals: [], protocol: null };

/** What is shown of a block that may stand at its height. */
export type ShownCandidate = Pick<
  JudgedCandidate,
  'epoch' | 'slot' | 'parent' | 'kinds' | 'chained' | 'lowestLeaderVrf' | 'lowestBlockVrf'
>;

/**
 * A block that may stand at its height (clients.md 1.5). `slot` counts from the chain's beginning; `chained` is absent
 * until it is settled. The outputs of the VRF are left out: no client reads them, and 512 bits are no number in JSON.
 */
export const candidateRecord = (
  candidate: ShownCandidate,
  contest: Pick<Contest, 'isSlotBattle'>,
  reports: ReturnType<ReportsOf>,
  network: Network,
): JsonObject => ({
  epoch: candidate.epoch,
  slot: candidate.slot,
  time: slotStartMs(network, candidate.slot),
  ...leaderWords(NO_WORDS),
  lastparent: candidate.parent ?? '',
  ...delayFields(reports),
  reporter_versions: versionCounts(reports.arrivals.map(({ version }) => version)),
  ...protocolFields(reports),
  vrfwinner: candidate.lowestLeaderVrf,
  bvrfwinner: candidate.lowestBlockVrf,
  competitive: isBetweenPools(candidate.kinds),
  forker: isForked(candidate.kinds),
  slotBattle: contest.isSlotBattle && candidate.kinds.length > 0,
  ...(candidate.chained === null ? {} : { chained: candidate.chained }),
});
