const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;

/**
 * How long to wait before the attempt after so many failures in a row: about 0.25 s, 0.5 s, 1 s … 30 s, of which the second
 * half is drawn, so that not everybody comes back to a restarted Ogmios in the same moment. `random`: 0 ≤ result < 1.
 */
export function backOffMs(failures: number, random: () => number): number {
  const whole = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 16));
  return whole / 2 + (whole / 2) * random();
}
