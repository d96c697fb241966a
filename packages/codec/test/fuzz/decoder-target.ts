import { decoderCorpus } from './corpus.ts';
import { fuzzDecoder } from './fuzz-decoder.ts';
import type { Fuzzing } from './fuzzing.ts';

/** `npm run fuzz -- decoder` */
export function fuzzing(): Promise<Fuzzing> {
  const corpus = decoderCorpus();
  return Promise.resolve({ run: (round) => fuzzDecoder(corpus, round), close: () => Promise.resolve() });
}
