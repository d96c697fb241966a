import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { INSIDE, type Pool, runQuery } from './pool.ts';

export interface Listening {
  close(): Promise<void>;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

/**
 * Calls `onNotify` with the payload of every NOTIFY on `channel`, on a connection of its own that is made anew when it
 * breaks. What was sent meanwhile is gone, so `onReconnect` is called after each gap: look at the truth again.
 * Resolves once the first LISTEN stands. @throws POOLTOOL_DATABASE_UNREACHABLE when the first connection fails.
 */
export async function listen(
  pool: Pool,
  channel: string,
  onNotify: (payload: string) => void,
  { onReconnect }: { readonly onReconnect?: () => void } = {},
): Promise<Listening> {
  const closing = new AbortController();
  let client = await connect();

  async function connect(): Promise<pg.Client> {
    const made = await pool[INSIDE].connectAlone();
    made.on('notification', (message) => {
      if (message.channel === channel) onNotify(message.payload ?? '');
    });
    try {
      await runQuery(made, `listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      await made.end();
      throw error;
    }
    made.once('end', () => {
      if (!closing.signal.aborted) void reconnect();
    });
    return made;
  }

  async function reconnect(): Promise<void> {
    for (let delayMs = FIRST_DELAY_MS; !closing.signal.aborted; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
      try {
        await sleep(delayMs, undefined, { signal: closing.signal });
        client = await connect();
        if (closing.signal.aborted) await client.end();
        else onReconnect?.();
        return;
      } catch {
        // Still down, or closed while waiting: the loop's condition tells which.
      }
    }
  }

  return {
    close: async () => {
      closing.abort();
      await client.end();
    },
  };
}
