import type { Answered } from './read-body.ts';

export interface KeptAnswer extends Answered {
  readonly etag: string;
}

/** Answers by address, the last used ones: what did not change since is not sent again. */
export function keepAnswers(most: number) {
  const kept = new Map<string, KeptAnswer>();
  return {
    get(key: string): KeptAnswer | undefined {
      const found = kept.get(key);
      if (found !== undefined) {
        kept.delete(key);
        kept.set(key, found);
      }
      return found;
    },
    set(key: string, answer: KeptAnswer): void {
      kept.delete(key);
      kept.set(key, answer);
      for (const oldest of kept.keys()) {
        if (kept.size <= most) return;
        kept.delete(oldest);
      }
    },
  };
}
