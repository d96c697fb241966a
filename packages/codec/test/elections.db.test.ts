import { readFileSync } from 'node:fs';
import { decodeBlock, type HeaderVrf, readBrotliBlocks, readHeaderVrf } from '@pooltool/codec';
import {
  type Block,
  crossedBoundary,
  type Epoch,
  epoch,
  epochOfSlot,
  extendedNonces,
  extraEntropyOf,
  firstNonceOf,
  firstNonces,
  isElected,
  lovelace,
  mainnet,
  type Nonce,
  nonceFreezesAt,
  preview,
} from '@pooltool/domain';
import {
  blake2b256,
  fromHex,
  leaderValue,
  praosAlpha,
  praosNonceValue,
  toHex,
  tpraosAlpha,
  tpraosNonceValue,
  verifyVrf,
} from '@pooltool/shared-utils/crypto';
import { describe, expect, test } from 'vitest';
import { noSharedData, sharedData } from './support/shared-data.ts';

interface Held {
  readonly block: Block;
  readonly vrf: HeaderVrf;
}

async function* blocksOf(chain: string, epochs: number): AsyncGenerator<Held> {
  for (let of = 0; of < epochs; of++) {
    for await (const bytes of readBrotliBlocks(sharedData(`chain/${chain}/epoch0${of}.cbor.br`))) {
      const vrf = readHeaderVrf(bytes);
      if (vrf !== null) yield { block: decodeBlock(bytes), vrf };
    }
  }
}

/** Whether every number that the header shows was drawn for its slot under this nonce. */
function isDrawnUnder(nonce: Nonce, { block: { slot }, vrf }: Held): boolean {
  const verified =
    vrf.protocol === 'praos'
      ? [[vrf.block, praosAlpha({ slot, nonce })] as const]
      : [
          [vrf.nonce, tpraosAlpha({ slot, nonce, draw: 'nonce' })] as const,
          [vrf.leader, tpraosAlpha({ slot, nonce, draw: 'leader' })] as const,
        ];
  return verified.every(([{ output, proof }, alpha]) => {
    const drawn = verifyVrf({ key: vrf.key, proof, alpha });
    return drawn !== null && toHex(drawn) === toHex(output);
  });
}

const nonceValueOf = (vrf: HeaderVrf): Uint8Array =>
  vrf.protocol === 'praos' ? praosNonceValue(vrf.block.output) : tpraosNonceValue(vrf.nonce.output);

describe.skipIf(noSharedData)('real elections (needs ../shared/data)', () => {
  /**
   * The answer that the chain itself knows: whoever gets one block's nonce value, the freeze or the boundary wrong has
   * another nonce, and no proof of the next epoch verifies. Epochs 0 to 2 are Alonzo's, 3 to 5 Babbage's.
   */
  test('proofs of preview verify under the nonces evolved from its genesis file and its blocks', async () => {
    const genesis = blake2b256(readFileSync(sharedData('chain/genesis/preview-shelley-genesis.json')));
    let nonces = firstNonces(genesis);
    let present: Epoch = epoch(0);
    const verified = new Map<string, number>();
    let count = 0;
    for await (const held of blocksOf('preview', 6)) {
      const { slot, era, parentHash } = held.block;
      const of = epochOfSlot(preview, slot);
      if (of > present) {
        nonces = crossedBoundary(nonces, blake2b256);
        present = of;
        count = 0;
      }
      if (count++ % 900 === 0) {
        expect([slot, isDrawnUnder(nonces.epoch, held)]).toEqual([slot, true]);
        verified.set(`${era} ${of}`, (verified.get(`${era} ${of}`) ?? 0) + 1);
      }
      const step = {
        slot,
        parentHash: parentHash === null ? null : fromHex(parentHash),
        nonceValue: nonceValueOf(held.vrf),
      };
      nonces = extendedNonces(nonces, step, {
        freezesAt: nonceFreezesAt(preview, { epoch: of, era }),
        hash: blake2b256,
      });
    }
    expect([...verified.keys()]).toEqual(['alonzo 0', 'alonzo 1', 'alonzo 2', 'babbage 3', 'babbage 4', 'babbage 5']);
    expect(toHex(nonces.epoch ?? new Uint8Array())).toBe(
      'e4844fc215c6c17e58561153088f74faba723cd96aeefd4099b479bbbb21e4cd',
    );
  });

  /** Five pools of equal stake, whose ledger states say so (chain-input.md 5.5); its slots are filled as preview's. */
  test('every block of the Conway devnet was elected with a fifth of the stake, and some would not have been with less', async () => {
    let luckless = 0;
    let blocks = 0;
    for await (const { block, vrf } of blocksOf('devnet42', 1)) {
      if (vrf.protocol !== 'praos') expect.unreachable(`block ${block.height} is of ${block.era}`);
      const drawing = {
        leaderValue: leaderValue(vrf.block.output),
        activeSlotCoefficient: preview.activeSlotCoefficient,
        totalStake: lovelace(600_000_000_000_000n),
      };
      expect([block.slot, isElected({ ...drawing, poolStake: lovelace(120_000_000_000_000n) })]).toEqual([
        block.slot,
        true,
      ]);
      if (!isElected({ ...drawing, poolStake: lovelace(119_000_000_000_000n) })) luckless += 1;
      blocks += 1;
    }
    // Of 4,358 blocks one in 120 drew a number between the two thresholds.
    expect(blocks).toBe(4358);
    expect(luckless).toBeGreaterThan(15);
    expect(luckless).toBeLessThan(80);
  });
});

/** In the tests of cncli and dingo: the only epoch of a public network with something else mixed in. */
test("the nonce of mainnet's epoch 259 comes of its candidate, the parent and the extra entropy", () => {
  const nonces = {
    epoch: null,
    evolving: null,
    candidate: fromHex('d1340a9c1491f0face38d41fd5c82953d0eb48320d65e952414a0c5ebaf87587'),
    lastParent: null,
    lastParentOfEpochBefore: fromHex('ee91d679b0a6ce3015b894c575c799e971efac35c7a8cbdc2b3f579005e69abd'),
  };
  const entropy = fromHex(extraEntropyOf(mainnet, epoch(259)) ?? '');
  expect(toHex(crossedBoundary(nonces, blake2b256, entropy).epoch ?? new Uint8Array())).toBe(
    '0022cfa563a5328c4fb5c8017121329e964c26ade5d167b1bd9b2ec967772b60',
  );
});

test.skipIf(noSharedData)('the first nonces are the hashes of the genesis files (needs ../shared/data)', () => {
  for (const network of [mainnet, preview]) {
    const file = readFileSync(sharedData(`chain/genesis/${network.name}-shelley-genesis.json`));
    expect([network.name, firstNonceOf(network)]).toEqual([network.name, toHex(blake2b256(file))]);
  }
});

test('a Byron block shows no election', () => {
  const boundary = Uint8Array.of(0x82, 0x00, 0x80);
  expect(readHeaderVrf(boundary)).toBeNull();
});
