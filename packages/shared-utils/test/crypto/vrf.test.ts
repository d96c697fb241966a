import {
  fromHex,
  leaderValue,
  praosAlpha,
  praosNonceValue,
  toHex,
  tpraosAlpha,
  tpraosNonceValue,
  verifyVrf,
  vrfProofToHash,
} from '@pooltool/shared-utils/crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noVectors, readVectors } from './vrf-vectors.ts';

/** Draft-03's own second example (appendix A.4), so that something is proven where ../shared/data is absent. */
const EXAMPLE = {
  key: fromHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
  alpha: fromHex('72'),
  proof: fromHex(
    'ae5b66bdf04b4c010bfe32b2fc126ead2107b697634f6f7337b9bff8785ee111200095ece87dde4dbe87343f6df3b107d91798c8a7eb1245d3bb9c5aafb093358c13e6ae1111a55717e895fd15f99f07',
  ),
};
const OUTPUT =
  '94f4487e1b2fec954309ef1289ecb2e15043a2461ecc7b2ae7d4470607ef82eb1cfa97d84991fe4a7bfdfd715606bc27e2967a6c557cfb5875879b671740b7d8';

const hexOf = (bytes: Uint8Array | null): string | null => (bytes === null ? null : toHex(bytes));

const flipped = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

const bitOf = (bytes: Uint8Array) => fc.integer({ min: 0, max: bytes.length * 8 - 1 });

describe('verifying a proof', () => {
  test('gives the output that the key draws for the input', () => {
    expect(hexOf(verifyVrf(EXAMPLE))).toBe(OUTPUT);
  });

  test('refuses a proof with any bit changed', () => {
    fc.assert(
      fc.property(bitOf(EXAMPLE.proof), (bit) => {
        expect(verifyVrf({ ...EXAMPLE, proof: flipped(EXAMPLE.proof, bit) })).toBeNull();
      }),
    );
  });

  test('refuses a key with any bit changed', () => {
    fc.assert(
      fc.property(bitOf(EXAMPLE.key), (bit) => {
        expect(verifyVrf({ ...EXAMPLE, key: flipped(EXAMPLE.key, bit) })).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  test('refuses any other input', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (alpha) => {
        fc.pre(toHex(alpha) !== toHex(EXAMPLE.alpha));
        expect(verifyVrf({ ...EXAMPLE, alpha })).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  test('refuses keys of small order, under which anything could be shown', () => {
    const identity = fromHex(`01${'00'.repeat(31)}`);
    const ofOrder4 = fromHex('00'.repeat(32));
    const ofOrder8 = fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa');
    for (const key of [identity, ofOrder4, ofOrder8]) expect(verifyVrf({ ...EXAMPLE, key })).toBeNull();
  });

  test('refuses keys and proofs of a wrong length rather than throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        fc.pre(bytes.length !== 80);
        expect(vrfProofToHash(bytes)).toBeNull();
        expect(verifyVrf({ ...EXAMPLE, proof: bytes })).toBeNull();
        if (bytes.length !== 32) expect(verifyVrf({ ...EXAMPLE, key: bytes })).toBeNull();
      }),
    );
  });
});

test('a proof tells its output to anybody, also one that proves nothing', () => {
  expect(hexOf(vrfProofToHash(EXAMPLE.proof))).toBe(OUTPUT);
  const challenged = flipped(EXAMPLE.proof, 33 * 8);
  expect(hexOf(vrfProofToHash(challenged))).toBe(OUTPUT);
});

test('the drawings of TPraos differ from each other and from that of Praos', () => {
  const input = { slot: 86_400, nonce: fromHex('11'.repeat(32)) };
  const alphas = [
    praosAlpha(input),
    tpraosAlpha({ ...input, draw: 'nonce' }),
    tpraosAlpha({ ...input, draw: 'leader' }),
  ];
  expect(new Set(alphas.map(toHex)).size).toBe(3);
  expect(toHex(praosAlpha({ slot: 86_400n, nonce: input.nonce }))).toBe(toHex(praosAlpha(input)));
  expect(toHex(praosAlpha({ slot: 1, nonce: null }))).not.toBe(toHex(praosAlpha({ ...input, slot: 1 })));
});

test('the two values of an output are extended apart', () => {
  const output = fromHex(OUTPUT);
  const values = [leaderValue(output), praosNonceValue(output), tpraosNonceValue(output)];
  expect(new Set(values.map(toHex)).size).toBe(3);
});

describe.skipIf(noVectors)('the recorded vectors (needs ../shared/data)', () => {
  const { vectors, full_verification, chain_headers, negative } = noVectors
    ? { vectors: [], full_verification: [], chain_headers: [], negative: [] }
    : readVectors();

  test('every one verifies, with its output and leader value', () => {
    expect(vectors).toHaveLength(38);
    for (const { id, pk, alpha, pi, beta, leader_value } of vectors) {
      const output = verifyVrf({ key: fromHex(pk), proof: fromHex(pi), alpha: fromHex(alpha) });
      expect([id, hexOf(output)]).toEqual([id, beta]);
      expect(toHex(leaderValue(fromHex(beta)))).toBe(leader_value);
    }
  });

  test('headers of the reference node verify with their slot and epoch nonce', () => {
    expect(full_verification).toHaveLength(6);
    for (const one of full_verification) {
      const alpha = praosAlpha({ slot: BigInt(one.slot), nonce: fromHex(one.epoch_nonce) });
      expect(toHex(alpha)).toBe(one.alpha);
      expect(hexOf(verifyVrf({ key: fromHex(one.vrf_vkey), proof: fromHex(one.pi), alpha }))).toBe(one.beta);
    }
  });

  test('headers of real chains carry the outputs of their proofs', () => {
    const outputs = chain_headers.flatMap((header) => [
      [header.nonce_vrf_proof, header.nonce_vrf_output],
      [header.leader_vrf_proof, header.leader_vrf_output],
      [header.block_vrf_proof, header.block_vrf_output],
    ]);
    const carried = outputs.filter(([proof]) => proof !== undefined);
    expect(carried).toHaveLength(28 * 2 + 15);
    for (const [proof = '', output] of carried) expect(hexOf(vrfProofToHash(fromHex(proof)))).toBe(output);
    for (const { leader_value, block_vrf_output = '' } of chain_headers.filter((one) => one.leader_value)) {
      expect(toHex(leaderValue(fromHex(block_vrf_output)))).toBe(leader_value);
    }
  });

  test('what must be refused is refused, or seen through by a full verification', () => {
    const { pk = '', alpha = '' } = vectors.find(({ id }) => id === 'libsodium-0') ?? {};
    expect(negative).toHaveLength(10);
    for (const { id, pi, claimed_beta, expect: expected } of negative) {
      const agrees = hexOf(vrfProofToHash(fromHex(pi))) === claimed_beta;
      expect([id, agrees]).toEqual([id, expected !== 'reject']);
      // One of them is a right proof beside a wrong output: verifying gives the right one.
      const verified = verifyVrf({ key: fromHex(pk), proof: fromHex(pi), alpha: fromHex(alpha) });
      expect([id, hexOf(verified) === claimed_beta]).toEqual([id, false]);
    }
  });
});
