import type { BlockHash, EvidenceRefusal, Height, Network, Slot, TipMessage, TipReport } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';
import {
  markAtCommit,
  readElections,
  readJudgingGround,
  recordHeaders,
  recordReporterStates,
  recordReports,
} from '@pooltool/store';
import { keepSettledHeight } from '@pooltool/store/battles';
import { MOST_IN_BATCH, type TipInbox } from '@pooltool/tip-inbox';
import { KnownElections } from './elections.ts';
import { evidenceChecks } from './evidence-checks.ts';
import { EvidenceJudge } from './evidence-judge.ts';
import { isWithin, type JudgedHeights, judgeHeights } from './judge-heights.ts';
import { judgedRange, lookAtChain, newestHeight, recentHeights } from './look-at-chain.ts';
import { dueMarks, type ReportedBlockName, scheduleMarks } from './mark-schedule.ts';
import { type Memory, recall } from './memory.ts';
import { type ReadTips, readTips, splitByTime } from './read-tips.ts';
import { isSampleDue, takeSample } from './take-sample.ts';

/** Messages of one pass: what 1,500 reporters send of one block, and a little more. */
const MOST_MESSAGES = 2_000;
/**
 * Proofs never seen before after which a pass takes no more: one is verified in some 3 ms, and of honest nodes all send the
 * same few. Who sends new ones without end makes a backlog, and neither long transactions nor a daemon that is deaf.
 */
const MOST_FRESH_PROOFS = 200;

export interface PassParts {
  readonly pool: Pool;
  readonly inbox: TipInbox;
  readonly network: Network;
  readonly clock: Clock;
}

export interface PassTaken {
  readonly messages: number;
  /** age of the oldest message; 0 without any */
  readonly oldestMs: number;
  readonly refused: ReadonlyMap<EvidenceRefusal, number>;
  /** heights at which other blocks stand than before, or are surer, or win */
  readonly changed: number;
  /** false: more may wait, go on soon */
  readonly complete: boolean;
}

/** Takes in what waits, pass by pass, each one transaction: what was reported, what it comes to, what is to be drawn. */
export function tipPasses({ pool, inbox, network, clock }: PassParts) {
  const elections = new KnownElections();
  let memory: Memory | null = null;
  let praosFrom: Slot | null = null;
  const checks = evidenceChecks({ network, elections, praosFrom: () => praosFrom });
  const judge = new EvidenceJudge({ network, checks });

  /** Batch by batch, as much as one pass is for. */
  async function take(tx: Transaction): Promise<Taken> {
    const messages: TipMessage[] = [];
    while (messages.length < MOST_MESSAGES && judge.countFresh(messages) < MOST_FRESH_PROOFS) {
      const more = await inbox.take(tx, Math.min(MOST_IN_BATCH, MOST_MESSAGES - messages.length));
      if (more.length === 0) return { messages, complete: true };
      messages.push(...more);
    }
    return { messages, complete: false };
  }

  async function believed(tx: Transaction, messages: readonly TipMessage[]): Promise<ReadTips> {
    const split = splitByTime(network, messages);
    elections.learn(await readElections(tx, elections.unknown(judge.asks(split.due))));
    await judge.judgeAhead(split.due);
    return readTips(network, split, (message) => judge.judge(message));
  }

  /** A pass that has something to do. */
  async function work(tx: Transaction, { messages, before, isFirst, wantsSample, now }: Work): Promise<Worked> {
    const ground = await readJudgingGround(tx);
    const { moved, ...chain } = await lookAtChain(tx, ground, before);
    praosFrom = chain.praosFrom;
    if (elections.renew(`${ground.elections} ${praosFrom}`)) judge.forget();
    const tips = await believed(tx, messages);
    // Not before proofs are verified: until this transaction ends no height is settled, and no block rolled back.
    await keepSettledHeight(tx);
    const { fresh, retold } = await record(tx, tips);
    const { last, majority, marks } = wantsSample
      ? await takeSample(tx, { network, tip: ground.tip, now, last: before.lastSample })
      : { last: before.lastSample, majority: before.majority, marks: [] };
    markAtCommit(tx, marks);
    const newest = newestHeight(ground, { majority, network, now });
    const again = isFirst ? await recentHeights(tx, newest) : [];
    const range = judgedRange(newest, network);
    const touched = new Set([...again, ...moved, ...retold, ...fresh.map(({ block }) => block.height)]);
    const judged = await judgeHeights(
      tx,
      [...touched].filter((at) => isWithin(range, at)),
    );
    const schedule = scheduleMarks(before.schedule, {
      now,
      changed: judged.saved.changed,
      recounted: [...judged.saved.recounted, ...again],
      reported: blocksReported(judged, { fresh, again: new Set([...again, ...moved]) }),
    });
    const tip = ground.tip?.hash ?? null;
    const next = { ...chain, tip, schedule, lastSample: last, majority: majority ?? before.majority };
    return { next, refused: tips.refused, changed: judged.saved.changed.length };
  }

  return {
    /** @throws what keeps messages from being taken in: none of them is lost, and none counts twice */
    async pass(): Promise<PassTaken> {
      const now = clock.now();
      await inbox.fetch(MOST_MESSAGES);
      const remembered = memory;
      // Who does not hear the end of a transaction does not know whether it committed, and begins anew.
      memory = null;
      const done = await inTransaction(pool, async (tx) => {
        const { messages, complete } = await take(tx);
        const before = remembered ?? (await recall(tx, now));
        const isFirst = remembered === null;
        // Where nobody ever reported, there is nothing to sample.
        const wantsSample = isSampleDue(before.lastSample, now) && (messages.length > 0 || before.lastSample !== null);
        const isIdle = messages.length === 0 && !wantsSample && !isFirst;
        const { next, ...outcome } = isIdle
          ? { next: before, refused: new Map(), changed: 0 }
          : await work(tx, { messages, before, isFirst, wantsSample, now });
        const { marks, schedule } = dueMarks(next.schedule, { now, majority: next.majority });
        markAtCommit(tx, marks);
        return { messages, complete, next: { ...next, schedule }, outcome };
      });
      memory = done.next;
      return {
        ...done.outcome,
        messages: done.messages.length,
        oldestMs: done.messages.reduce((oldest, { receivedAt }) => Math.max(oldest, now - receivedAt), 0),
        complete: done.complete,
      };
    },
  };
}

interface Taken {
  readonly messages: readonly TipMessage[];
  /** nothing is left that waits */
  readonly complete: boolean;
}

interface Work {
  readonly messages: readonly TipMessage[];
  readonly before: Memory;
  /** the daemon has just begun */
  readonly isFirst: boolean;
  readonly wantsSample: boolean;
  readonly now: number;
}

interface Worked extends Pick<PassTaken, 'refused' | 'changed'> {
  readonly next: Memory;
}

interface Recorded {
  /** reports of blocks of which anything is new */
  readonly fresh: readonly TipReport[];
  /** heights of headers of which anything is new */
  readonly retold: readonly Height[];
}

async function record(tx: Transaction, tips: ReadTips): Promise<Recorded> {
  const changed = new Set(await recordReports(tx, tips.reports));
  const retold = await recordHeaders(tx, tips.headers);
  await recordReporterStates(tx, tips.due);
  return { fresh: tips.reports.filter(({ block }) => changed.has(block.hash)), retold };
}

/** Candidates whose files are to be drawn anew: those freshly reported, and all reported ones of heights looked at again. */
function blocksReported(
  { contests }: JudgedHeights,
  { fresh, again }: { readonly fresh: readonly TipReport[]; readonly again: ReadonlySet<Height> },
): ReportedBlockName[] {
  const hashes = new Set<BlockHash>(fresh.map(({ block }) => block.hash));
  return contests.flatMap(({ candidates }) =>
    candidates
      .filter(({ hash, height, reports }) => reports > 0 && (hashes.has(hash) || again.has(height)))
      .map(({ hash, height }) => ({ hash, height })),
  );
}
