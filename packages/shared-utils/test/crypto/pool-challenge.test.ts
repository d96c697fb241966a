import { expect, test } from 'vitest';
import { blake2b256, fromHex, poolChallengeAlpha, toHex, verifyVrf } from '../../src/crypto/index.ts';
import { vrfSecret } from '../../src/vrf-prover/index.ts';

/** The example output of CIP-22. */
const NONCE = fromHex(
  'c936ab102a86442c7120f75fa903b41d9f6f984a9373a6fa0b7b8cb020530318bdec84512468681c7d8454edf3a0e0bf21f59c401028030a8fb58117edc8b03c',
);
const SEED = fromHex('adb9c97bec60189aa90d01d113e3ef405f03477d82a94f81da926c90cd46a374');
const KEY = fromHex('e0ff2371508ac339431b50af7d69cde0f120d952bb876806d3136f9a7fda4381');
const SIGNATURE =
  'a3c9624aa14f6f0fba3d47d3f9a13bb55f0790eacd7bad9a89ce89fecb9e7eb8ca0d19aea8b6a7be39ae3e8b9768211b4d8aa789e82c1e150826fe15a0b0323f08e18635deb94c49d7f4421750d44903';
const OUTPUT =
  '9ca4c7e63ba976dfbe06c7a0e6ec4aec5a5ef04b721ffc505222606dfc3d01572ddce3b55ac5c9470f061f137dafe31669794ea48118d1682d888efbe0cb4d1a';

const alpha = poolChallengeAlpha({ domain: 'pooltool.io', nonce: NONCE });

test('challenge, key hash, signature and output are those of CIP-22', () => {
  expect(toHex(alpha)).toBe('6977c480a3acb4c838ba95bb84d1f4db1c2591ea6ebe5805ed0394f706c23b05');
  expect(toHex(blake2b256(KEY))).toBe('f58bf0111f8e9b233c2dcbb72b5ad400330cf260c6fb556eb30cefd387e5364c');
  const output = verifyVrf({ key: KEY, proof: fromHex(SIGNATURE), alpha });
  expect(output && toHex(output)).toBe(OUTPUT);
  const { key, draw } = vrfSecret(SEED);
  expect([toHex(key), toHex(draw(alpha).prove())]).toEqual([toHex(KEY), SIGNATURE]);
});

test('another domain, another nonce or another signature is refused', () => {
  const other = NONCE.map((byte, place) => (place === 63 ? byte ^ 1 : byte));
  for (const wrong of [
    poolChallengeAlpha({ domain: 'pooltool.i', nonce: NONCE }),
    poolChallengeAlpha({ domain: 'pooltool.io', nonce: other }),
  ])
    expect(verifyVrf({ key: KEY, proof: fromHex(SIGNATURE), alpha: wrong })).toBeNull();
  expect(verifyVrf({ key: KEY, proof: fromHex(SIGNATURE).subarray(0, 79), alpha })).toBeNull();
});

test('a nonce of another length is refused, which would let a domain end elsewhere', () => {
  expect(() => poolChallengeAlpha({ domain: 'pooltool.i', nonce: Uint8Array.of(0x6f, ...NONCE) })).toThrow(RangeError);
});
