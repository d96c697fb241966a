export interface BackOff {
  /** before the first try again; doubled by each that fails */
  readonly firstMs: number;
  readonly mostMs: number;
}

export const USUAL_BACK_OFF: BackOff = { firstMs: 1_000, mostMs: 60_000 };

/**
 * How long to wait after so many failures in a row, between the half and the whole of what they double to: when a server
 * starts again, not all its clients come in the same second. `chance` from 0 up to 1.
 */
export function waitMs({ firstMs, mostMs }: BackOff, failures: number, chance: number): number {
  const whole = Math.min(mostMs, firstMs * 2 ** failures);
  return Math.round(whole / 2 + (whole / 2) * chance);
}

/** From the runtime's secure source, which browsers and Node share. */
export function anyChance(): number {
  return (globalThis.crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}
