import { fromHex, toHex, verifyVrf } from '@pooltool/shared-utils/crypto';
import { vrfSecret } from '@pooltool/shared-utils/vrf-prover';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noVectors, readVectors } from './vrf-vectors.ts';

/** Draft-03's own second example (appendix A.4). */
const SEED = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb';
const KEY = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';
const PROOF =
  'ae5b66bdf04b4c010bfe32b2fc126ead2107b697634f6f7337b9bff8785ee111200095ece87dde4dbe87343f6df3b107d91798c8a7eb1245d3bb9c5aafb093358c13e6ae1111a55717e895fd15f99f07';

test('a seed has the key, and proves what it draws, as the draft has it', () => {
  const secret = vrfSecret(fromHex(SEED));
  expect([toHex(secret.key), toHex(secret.draw(fromHex('72')).prove())]).toEqual([KEY, PROOF]);
});

test('whatever is drawn is proven', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 40 }), (seed, alpha) => {
      const { key, draw } = vrfSecret(seed);
      const { output, prove } = draw(alpha);
      expect(toHex(verifyVrf({ key, proof: prove(), alpha }) ?? new Uint8Array())).toBe(toHex(output));
    }),
    { numRuns: 20 },
  );
});

test.skipIf(noVectors)('38 known proofs come out byte for byte (needs ../shared/data)', () => {
  const { vectors } = readVectors();
  for (const { id, sk, alpha, pi, beta } of vectors) {
    const draw = vrfSecret(fromHex(sk.slice(0, 64))).draw(fromHex(alpha));
    expect([id, toHex(draw.prove()), toHex(draw.output)]).toEqual([id, pi, beta]);
  }
  expect(vectors).toHaveLength(38);
});
