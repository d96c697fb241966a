import { randomInt } from 'node:crypto';

const ALPHABET = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const TIME_CHARS = 8;
const RANDOM_CHARS = 12;

/** Makes keys that sort by the time they were made: eight characters of milliseconds, twelve random or counted up. */
export function pushIds(now: () => number): () => string {
  let lastMs = -1;
  let random: number[] = [];
  return () => {
    const nowMs = now();
    random = nowMs === lastMs ? successor(random) : Array.from({ length: RANDOM_CHARS }, () => randomInt(64));
    lastMs = nowMs;
    const time = Array.from({ length: TIME_CHARS }, (_, at) => Math.floor(nowMs / 64 ** (TIME_CHARS - 1 - at)) % 64);
    return [...time, ...random].map((digit) => ALPHABET.charAt(digit)).join('');
  };
}

function successor(digits: readonly number[]): number[] {
  const next = [...digits];
  for (let at = next.length - 1; at >= 0; at -= 1) {
    const digit = next[at] ?? 0;
    if (digit < 63) {
      next[at] = digit + 1;
      break;
    }
    next[at] = 0;
  }
  return next;
}
