import { blockHash, type Point, slot } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { ouraConsumerSilent } from '../errors.ts';
import type { OuraFeed } from './feed.ts';

const PATIENCE_MS = 10_000;

interface AskPoints {
  readonly feed: Pick<OuraFeed, 'consumerUrl' | 'authorization'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Where the consumer's chain ends: its tip and older points of it, newest first; none when its chain is empty.
 * @throws POOLTOOL_OURA_CONSUMER_SILENT (retry) when it does not tell; the signal's reason
 */
export async function askPoints({ feed, clock, signal }: AskPoints): Promise<readonly Point[]> {
  const url = new URL('/sync-point', feed.consumerUrl);
  const late = new AbortController();
  const done = new AbortController();
  const patience = clock.waitMs(PATIENCE_MS, done.signal).then(
    () => late.abort(new Error(`no answer in ${PATIENCE_MS / 1000} s`)),
    () => {},
  );
  try {
    const headers = feed.authorization === undefined ? {} : { authorization: feed.authorization };
    const response = await fetch(url, {
      headers,
      redirect: 'error',
      signal: AbortSignal.any([signal, late.signal]),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 200)}`);
    return pointsIn(JSON.parse(text));
  } catch (cause) {
    signal.throwIfAborted();
    throw ouraConsumerSilent({ message: `GET ${url.href}: ${reasonOf(cause)}`, cause });
  } finally {
    done.abort();
    await patience;
  }
}

/** `null`, or a point with `earlier` ones. @throws when it is neither */
function pointsIn(answer: unknown): Point[] {
  if (answer === null) return [];
  const { earlier }: { earlier: unknown } = { earlier: undefined, ...Object(answer) };
  if (!Array.isArray(earlier)) throw new Error('this is not what an oura-consumer answers');
  return [answer, ...earlier].map(pointIn);
}

function pointIn(given: unknown): Point {
  const { slot: at, hash }: { slot: unknown; hash: unknown } = { slot: undefined, hash: undefined, ...Object(given) };
  return { slot: slot(Number(at)), hash: blockHash(String(hash)) };
}

/** fetch says 'fetch failed'; why, it keeps in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
