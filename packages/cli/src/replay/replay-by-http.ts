import type { ChainItem } from '@pooltool/codec';
import type { Clock } from '@pooltool/shared-utils/clock';
import { toHex } from '@pooltool/shared-utils/crypto';
import type { Answer, Poster } from '@pooltool/shared-utils/json-poster';
import { replayRefused } from '../errors.ts';
import { bothTaken, NOTHING_TAKEN, type ReplayTarget, type ReplayTip, StepFailed, type Taken } from './target.ts';

export interface ByHttp {
  readonly poster: Poster;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** how long one thing may be refused before the replay gives up */
  readonly patienceMs: number;
  /** told in the server's words, once for the same words */
  readonly onRefused: (says: string) => void;
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/** Not taken now, perhaps in a while: something is missing or away, or the server is busy. */
const WORTH_ANOTHER_TRY: readonly number[] = [0, 408, 409, 429, 502, 503, 504];

/** Posts the same things as Oura would, one in flight: raw blocks as v2's `{hex}`, events as they stand in the file. */
export function replayByHttp({ poster, clock, signal, patienceMs, onRefused }: ByHttp): ReplayTarget {
  let lastSaid = '';
  return {
    async take(step) {
      let taken = NOTHING_TAKEN;
      for (const item of step.kind === 'event' ? [step.item] : step.items) {
        try {
          signal.throwIfAborted();
          taken = bothTaken(taken, takenBy(item, await deliver(bodyOf(item))));
        } catch (cause) {
          throw new StepFailed({ taken, at: item.at, cause });
        }
      }
      return taken;
    },
  };

  async function deliver(body: string): Promise<Answer> {
    const giveUpMs = clock.now() + patienceMs;
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      const answer = await poster.post(body, signal).catch(asNoAnswer);
      signal.throwIfAborted();
      if (answer.status >= 200 && answer.status < 300) return answer;
      const says = wordsOf(answer);
      if (says !== lastSaid) onRefused(says);
      lastSaid = says;
      const mayTryAgain = WORTH_ANOTHER_TRY.includes(answer.status) && clock.now() + waitMs <= giveUpMs;
      if (!mayTryAgain) throw replayRefused({ message: says, details: { status: answer.status } });
      await clock.waitMs(waitMs, signal);
    }
  }
}

function bodyOf(item: ChainItem): string {
  return item.kind === 'event' ? item.text : `{"hex":"${toHex(item.bytes)}"}`;
}

const asNoAnswer = (error: unknown): Answer => ({
  status: 0,
  body: error instanceof Error ? error.message : String(error),
});

/** `{error: {code, message}}` of our daemons in one line; anything else as it came. */
function wordsOf({ status, body }: Answer): string {
  const error = fieldOf(parsed(body), 'error');
  const [code, message] = [fieldOf(error, 'code'), fieldOf(error, 'message')];
  const words = typeof code === 'string' && typeof message === 'string' ? `${code}: ${message}` : body.slice(0, 500);
  return status === 0 ? words : `${status} ${words}`;
}

function takenBy(item: ChainItem, { body }: Answer): Taken {
  const blocks = item.kind === 'block' || fieldOf(item.body, 'variant') === 'Block' ? 1 : 0;
  const did = parsed(body);
  const tip = tipOf(fieldOf(did, 'tip'));
  const recorded = fieldOf(did, 'did') === 'rolled-forward' ? 1 : 0;
  const undone = fieldOf(did, 'undone');
  return { blocks, recorded, undone: typeof undone === 'number' ? undone : 0, tip };
}

function tipOf(value: unknown): ReplayTip | null {
  const [slot, hash, height] = [fieldOf(value, 'slot'), fieldOf(value, 'hash'), fieldOf(value, 'height')];
  if (typeof slot !== 'number' || typeof hash !== 'string' || typeof height !== 'number') return null;
  return { slot, hash, height };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
