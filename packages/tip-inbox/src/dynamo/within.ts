import type { Clock } from '@pooltool/shared-utils/clock';

/** Does `work`, and aborts it when it takes longer: whoever waits for it has less patience than the SDK. */
export async function within<Result>(
  clock: Clock,
  ms: number,
  work: (abortSignal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const [cut, done] = [new AbortController(), new AbortController()];
  clock.waitMs(ms, done.signal).then(
    () => cut.abort(),
    () => {},
  );
  try {
    return await work(cut.signal);
  } finally {
    done.abort();
  }
}
