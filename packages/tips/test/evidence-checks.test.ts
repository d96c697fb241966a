import { epoch, type Lovelace, lovelace, type Network, ratio, slot } from '@pooltool/domain';
import { expect, test } from 'vitest';
import { KnownElections } from '../src/elections.ts';
import { evidenceChecks } from '../src/evidence-checks.ts';
import { EvidenceJudge } from '../src/evidence-judge.ts';
import { drawnElection, NONCE, VRF_KEY } from './proven-elections.ts';
import { makerOf, type ToldBlock, tip, tipNetwork } from './small-tips.ts';

const block: ToldBlock = { tag: 1, height: 500, slot: 30_400, maker: 1 };
/** Whoever has stake is elected in each slot. */
const everySlot: Network = { ...tipNetwork, activeSlotCoefficient: ratio(1n, 1n) };

function judged(
  election: ReturnType<typeof drawnElection>,
  { network = everySlot, praosFrom = null, poolStake = lovelace(1n) }: Known = {},
) {
  const elections = new KnownElections();
  elections.learn([
    {
      pool: makerOf(1),
      epoch: epoch(3),
      vrfKeyHash: null,
      vrfKey: VRF_KEY,
      nonce: NONCE,
      poolStake,
      totalStake: lovelace(1_000_000n),
    },
  ]);
  const from = praosFrom === null ? null : slot(praosFrom);
  const checks = evidenceChecks({ network, elections, praosFrom: () => from });
  return new EvidenceJudge({ network, checks }).judge(tip(block, 9, { election }));
}

interface Known {
  readonly network?: Network;
  readonly praosFrom?: number | null;
  readonly poolStake?: Lovelace | null;
}

test('what a pool drew with its registered key is proven, of both protocols', () => {
  for (const kind of ['praos', 'tpraos'] as const) {
    expect(judged(drawnElection(block.slot, kind))).toMatchObject({
      evidence: 'proven',
      producer: makerOf(1),
      provable: true,
      refused: null,
    });
  }
});

test('what it drew for another slot is refused', () => {
  expect(judged(drawnElection(block.slot + 1))).toMatchObject({ producer: null, refused: 'proof-not-of-pool' });
});

test('what was drawn as the other protocol draws is refused from where that one is known to rule', () => {
  const election = drawnElection(block.slot, 'tpraos');
  expect(judged(election, { praosFrom: 30_000 }).refused).toBe('wrong-protocol');
  expect(judged(election, { praosFrom: 30_401 }).refused).toBeNull();
});

test('a pool with next to no stake is not elected by what it drew', () => {
  expect(judged(drawnElection(block.slot), { network: tipNetwork }).refused).toBe('not-elected');
});

test('while the stakes are not known, or make no sense, a true proof is of one piece and no more', () => {
  for (const poolStake of [null, lovelace(2_000_000n)]) {
    expect(judged(drawnElection(block.slot), { poolStake })).toMatchObject({
      evidence: 'consistent',
      producer: makerOf(1),
      provable: false,
    });
  }
});
