import type { Clock } from '../clock/index.ts';

/** One thing a daemon needs to do its work. `says`: its state in words, for the operator: '3 blocks behind'. */
export type ReadyCheck = { readonly ok: boolean; readonly says?: string };

/** Every check by its name: `{ database: { ok: true }, feed: { ok: false, says: 'no block for 90 s' } }`. */
export type Readiness = Readonly<Record<string, ReadyCheck>>;

export type ReadyAnswer = { readonly ready: boolean; readonly checks: Readiness };

/** A supervisor gives up asking after some seconds: an answer that takes longer is a no. */
const PATIENCE_MS = 5_000;

/** Asks the daemon; an error or no answer in time is a check that failed, not a failed request. */
export async function readyAnswer(ready: () => Promise<Readiness>, clock: Clock): Promise<ReadyAnswer> {
  const done = new AbortController();
  const late = clock.waitMs(PATIENCE_MS, done.signal).then(
    (): Readiness => ({ ready: { ok: false, says: `no answer in ${PATIENCE_MS} ms` } }),
    (): Readiness => ({}),
  );
  const asked = ready().catch((error: unknown): Readiness => ({ ready: { ok: false, says: nameOf(error) } }));
  const checks = await Promise.race([asked, late]);
  done.abort();
  return { ready: Object.values(checks).every(({ ok }) => ok), checks };
}

/** Codes and kinds only: the page is open, and a message may tell addresses and names. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
