import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { decoderCorpus } from './fuzz/corpus.ts';
import { fuzzDecoder } from './fuzz/fuzz-decoder.ts';
import { noSharedData } from './support/shared-data.ts';

const corpus = noSharedData ? 'made blocks (for want of ../shared/data)' : 'blocks of every era';

test(`${corpus} with something wrong decode or are refused by a code, and no changed body passes under its header`, () => {
  const seed = randomInt(2 ** 31);
  const { failures, outcomes, slowest } = fuzzDecoder(decoderCorpus(), { seed, count: 5_000, from: 0 });
  expect(
    failures
      .slice(0, 3)
      .map(({ input, of, why }) => `npm run fuzz -- decoder --seed ${seed} --from ${input} --count 1 (${of}): ${why}`),
  ).toEqual([]);
  expect(slowest.ms).toBeLessThan(5_000);
  // A generator that only made rubbish, or only harmless changes, would pass anything.
  for (const [outcome, times] of Object.entries(outcomes)) {
    expect({ seed, outcome, seen: times > 10 }).toEqual({ seed, outcome, seen: true });
  }
});
