import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeBlock, type HeaderVrf, readBrotliBlocks, readHeaderVrf } from '@pooltool/codec';
import {
  type Block,
  type ClaimedElection,
  crossedBoundary,
  type Epoch,
  type EvidenceRefusal,
  epoch,
  epochOfSlot,
  extendedNonces,
  firstNonces,
  judgeEvidence,
  nonceFreezesAt,
  preview,
  slot,
  slotStartMs,
  unixMs,
} from '@pooltool/domain';
import { blake2b256, fromHex, praosNonceValue, toHex, tpraosNonceValue } from '@pooltool/shared-utils/crypto';
import { describe, expect, test } from 'vitest';
import { KnownElections } from '../src/elections.ts';
import { evidenceChecks, leaderValueOf } from '../src/evidence-checks.ts';

const chain = join(import.meta.dirname, '../../../../shared/data/chain');

/** Alonzo's epochs 0 to 2, and Babbage's third. */
const EPOCHS = ['00', '01', '02', '03'];
const EVERY_NTH = 120;

/** What nodes report of a header. */
function electionOf(vrf: HeaderVrf): ClaimedElection {
  if (vrf.protocol === 'tpraos') {
    return { kind: 'tpraos', leaderVrf: toHex(vrf.leader.output), leaderProof: toHex(vrf.leader.proof) };
  }
  const blockVrf = toHex(vrf.block.output);
  return { kind: 'praos', blockVrf, blockProof: toHex(vrf.block.proof), leaderValue: leaderValueOf(blockVrf) };
}

interface Told {
  readonly block: Block;
  readonly vrf: HeaderVrf;
  readonly nonce: string;
}

/** Every block with the nonce that those before it have come to. */
async function* blocks(): AsyncGenerator<Told> {
  let nonces = firstNonces(blake2b256(readFileSync(join(chain, 'genesis/preview-shelley-genesis.json'))));
  let present: Epoch = epoch(0);
  for (const name of EPOCHS) {
    for await (const bytes of readBrotliBlocks(join(chain, `preview/epoch${name}.cbor.br`))) {
      const vrf = readHeaderVrf(bytes);
      if (vrf === null) continue;
      const block = decodeBlock(bytes);
      const of = epochOfSlot(preview, block.slot);
      if (of > present) nonces = crossedBoundary(nonces, blake2b256);
      present = of;
      yield { block, vrf, nonce: toHex(nonces.epoch ?? new Uint8Array()) };
      const nonceValue =
        vrf.protocol === 'praos' ? praosNonceValue(vrf.block.output) : tpraosNonceValue(vrf.nonce.output);
      const parentHash = block.parentHash === null ? null : fromHex(block.parentHash);
      nonces = extendedNonces(
        nonces,
        { slot: block.slot, parentHash, nonceValue },
        { freezesAt: nonceFreezesAt(preview, { epoch: of, era: block.era }), hash: blake2b256 },
      );
    }
  }
}

/** Stakes are not known: then a report is at most consistent, and a proof that fails is refused all the same. */
function judged({ block, vrf, nonce }: Told, { laterSlots }: { readonly laterSlots: number }) {
  if (block.issuer === null) throw new Error(`block ${block.height} has no issuer`);
  const told = slot(block.slot + laterSlots);
  const pool = block.issuer.poolId;
  const elections = new KnownElections();
  elections.learn([
    {
      pool,
      epoch: epochOfSlot(preview, told),
      vrfKeyHash: null,
      vrfKey: toHex(vrf.key),
      nonce,
      poolStake: null,
      totalStake: null,
    },
  ]);
  const { evidence, producer, refused } = judgeEvidence({
    network: preview,
    message: {
      slot: told,
      receivedAt: unixMs(slotStartMs(preview, told) + 500),
      issuerKey: block.issuer.verificationKey,
      election: electionOf(vrf),
    },
    checks: evidenceChecks({ network: preview, elections, praosFrom: () => null }),
  });
  return { evidence, isMakers: producer === pool, refused };
}

describe.skipIf(!existsSync(chain))('tips made of preview’s blocks (needs ../shared/data)', () => {
  test('verify by their makers’ keys and the nonces of their epochs, and a slot later they do not', async () => {
    const eras = new Map<string, number>();
    const refusals = new Set<EvidenceRefusal | null>();
    let count = 0;
    for await (const told of blocks()) {
      if (count++ % EVERY_NTH !== 0) continue;
      const { height, era } = told.block;
      expect([height, judged(told, { laterSlots: 0 })]).toEqual([
        height,
        { evidence: 'consistent', isMakers: true, refused: null },
      ]);
      refusals.add(judged(told, { laterSlots: 1 }).refused);
      eras.set(era, (eras.get(era) ?? 0) + 1);
    }
    expect(refusals).toEqual(new Set(['proof-not-of-pool']));
    expect([...eras.keys()]).toEqual(['alonzo', 'babbage']);
    expect(Math.min(...eras.values())).toBeGreaterThan(25);
  });
});
