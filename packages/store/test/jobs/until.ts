import { systemClock } from '@pooltool/shared-utils/clock';

/** Waits until `condition` holds; fails after ten seconds with what was there last. */
export async function until<Value>(
  read: () => Promise<Value> | Value,
  condition: (value: Value) => boolean,
): Promise<Value> {
  const endMs = systemClock.now() + 10_000;
  for (;;) {
    const value = await read();
    if (condition(value)) return value;
    if (systemClock.now() > endMs) throw new Error(`not within 10 s; there is ${JSON.stringify(value)}`);
    await systemClock.waitMs(10);
  }
}
