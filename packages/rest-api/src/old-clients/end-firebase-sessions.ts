import { type Clock, makeBell } from '@pooltool/shared-utils/clock';
import { type Passes, passAfterPass } from '@pooltool/shared-utils/daemon';
import type { TokenMaker } from '@pooltool/shared-utils/firebase';
import type { Log } from '@pooltool/shared-utils/log';
import type { Pool } from '@pooltool/shared-utils/pg';
import { listen } from '@pooltool/shared-utils/pg';
import { dueSignOuts, SIGN_OUTS_CHANNEL, signedOut } from '@pooltool/store/accounts';

const AT_ONCE = 100;
/** Without being told: those that were demanded an hour ago are due again at the latest now. */
const SLOW_INTERVAL_MS = 60_000;
const LONGEST_DELAY_MS = 300_000;

interface SessionsParts {
  readonly pool: Pool;
  readonly tokens: Pick<TokenMaker, 'endSessions'>;
  readonly clock: Clock;
}

/**
 * Ends the sessions with Firebase that are due to be ended. Ended twice is ended: whoever dies in between, or does it beside
 * another, does no harm. One that cannot be ended keeps no other waiting.
 * @returns whether there may be more @throws the first failure, at the end
 */
export async function endFirebaseSessions({ pool, tokens, clock }: SessionsParts): Promise<boolean> {
  const due = await dueSignOuts(pool, { nowMs: clock.now(), limit: AT_ONCE });
  const failures: unknown[] = [];
  for (const signOut of due) {
    try {
      await tokens.endSessions(signOut.user);
      await signedOut(pool, signOut);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return due.length === AT_ONCE;
}

/** Does so whenever it is demanded, and goes on until it succeeded. */
export async function keepEndingSessions(
  parts: SessionsParts & { readonly log: Log; readonly signal: AbortSignal },
): Promise<{ readonly ended: Passes['ended']; readonly close: () => Promise<void> }> {
  const { pool, clock, log, signal } = parts;
  const bell = makeBell(clock);
  const listening = await listen(pool, SIGN_OUTS_CHANNEL, bell.ring, { onReconnect: bell.ring });
  const { ended } = passAfterPass({
    pass: () => endFirebaseSessions(parts),
    rest: async (more) => {
      if (!more) await bell.wait(SLOW_INTERVAL_MS, signal);
    },
    clock,
    log,
    signal,
    delayed: 'firebase-sessions.delayed',
    longestDelayMs: LONGEST_DELAY_MS,
  });
  return {
    ended,
    async close() {
      // Whoever runs it hears of a failure by `ended`.
      await ended.catch(() => {});
      await listening.close();
    },
  };
}
