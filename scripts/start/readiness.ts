import type { Clock } from '@pooltool/shared-utils/clock';
import type { Ports } from './ports.ts';
import { daemonNames } from './supervisor.ts';

const PATIENCE_MS = 60_000;
const POLL_MS = 50;

/**
 * Until each daemon's /ready says yes.
 * @throws Error naming the daemons that do not; the reason of `broken`
 */
export async function waitUntilReady({
  ports,
  clock,
  broken,
}: {
  readonly ports: Ports;
  readonly clock: Clock;
  readonly broken: AbortSignal;
}): Promise<void> {
  const portOf = new Map<string, number>(Object.entries(ports));
  const waiting = new Map(daemonNames().map((name) => [name, 'no answer']));
  const giveUpAt = clock.now() + PATIENCE_MS;
  while (waiting.size > 0) {
    for (const name of waiting.keys()) {
      const answer = await readiness(portOf.get(name) ?? 0);
      if (answer === null) waiting.delete(name);
      else waiting.set(name, answer);
    }
    if (waiting.size > 0 && clock.now() > giveUpAt) throw new Error(`not ready: ${[...waiting].map(told).join('; ')}`);
    if (waiting.size > 0) await clock.waitMs(POLL_MS, broken);
  }
}

const told = ([name, says]: readonly [string, string]): string => `${name} (${says})`;

/** Null when it is ready, else what it says. */
async function readiness(port: number): Promise<string | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok ? null : `${answer.status} ${await answer.text()}`;
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  }
}
