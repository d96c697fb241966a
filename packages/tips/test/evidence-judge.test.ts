import { type EvidenceChecks, epoch, lovelace } from '@pooltool/domain';
import { beforeEach, expect, test } from 'vitest';
import { KnownElections } from '../src/elections.ts';
import { evidenceChecks } from '../src/evidence-checks.ts';
import { EvidenceJudge } from '../src/evidence-judge.ts';
import { consistentElection, makerOf, reportsOf, type ToldBlock, tip, tipNetwork } from './small-tips.ts';

const block: ToldBlock = { tag: 1, height: 500, slot: 30_400, maker: 1 };
const asked = { pool: makerOf(1), epoch: epoch(3) };
/** A key that is a point of the curve, and not the one behind `consistentElection`. */
const STRANGER = consistentElection(99).blockProof.slice(0, 64);

let elections: KnownElections;
let proofs: number;
let judge: EvidenceJudge;
beforeEach(() => {
  elections = new KnownElections();
  proofs = 0;
  const checks: EvidenceChecks = evidenceChecks({ network: tipNetwork, elections, praosFrom: () => null });
  judge = new EvidenceJudge({
    network: tipNetwork,
    checks: {
      ...checks,
      proofToHash: (proof) => {
        proofs += 1;
        return checks.proofToHash(proof);
      },
    },
  });
});

test('a proof that many send is looked at once', () => {
  const judged = reportsOf(block, 1_500).map((message) => judge.judge(message));
  expect(new Set(judged.map(({ evidence }) => evidence))).toEqual(new Set(['consistent']));
  expect(proofs).toBe(1);
});

test('another slot, key, output or proof is another proof', () => {
  const message = tip(block, 1);
  const election = consistentElection(1);
  const others = [
    message,
    tip({ ...block, slot: 30_401 }, 1),
    tip({ ...block, maker: 2 }, 1),
    { ...message, election: consistentElection(2) },
    { ...message, election: { ...election, leaderValue: '00'.repeat(32) } },
    {
      ...message,
      election: { kind: 'tpraos' as const, leaderVrf: election.blockVrf, leaderProof: election.blockProof },
    },
    { ...message, election: null },
    { ...message, issuerKey: null },
  ];
  for (const other of others) judge.judge(other);
  expect(others.map((other) => judge.judge(other).refused)).toEqual([
    null,
    null,
    null,
    null,
    'leader-value-not-of-output',
    null,
    null,
    null,
  ]);
  expect(others.map((other) => judge.judge(other).evidence)).toEqual([
    'consistent',
    'consistent',
    'consistent',
    'consistent',
    'claimed',
    'consistent',
    'claimed',
    'claimed',
  ]);
});

test('of each pool and epoch is asked once, until more may be known', () => {
  const asks = () => elections.unknown(judge.asks([...reportsOf(block, 3), tip({ ...block, slot: 30_777 }, 9)]));
  expect(asks()).toEqual([asked]);
  elections.learn([{ ...asked, vrfKeyHash: null, vrfKey: null, nonce: null, poolStake: null, totalStake: null }]);
  expect(asks()).toEqual([]);
  expect(elections.renew('a nonce came')).toBe(true);
  expect(elections.renew('a nonce came')).toBe(false);
  expect(asks()).toEqual([asked]);
});

test('what is asked together is known together, however many pools somebody invented before', () => {
  const nothing = { vrfKeyHash: null, vrfKey: null, nonce: null, poolStake: null, totalStake: null };
  const inEpochs = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({ pool: makerOf(2), epoch: epoch(from + at) }));
  elections.learn([asked, ...inEpochs(10, 19_950)].map((one) => ({ ...one, ...nothing })));
  const together = [asked, ...inEpochs(30_000, 100)];
  elections.learn(elections.unknown(together).map((one) => ({ ...one, ...nothing })));
  expect(together.filter((one) => elections.of(one) === null)).toEqual([]);
});

test('nothing is asked of who tells no key, a broken one, or no election', () => {
  const message = tip(block, 1);
  const without = [
    { ...message, issuerKey: null },
    { ...message, issuerKey: 'no' },
    { ...message, election: null },
  ];
  expect(judge.asks(without)).toEqual([]);
  expect(judge.judge({ ...message, issuerKey: 'no' }).refused).toBe('key-malformed');
});

test('what was only of one piece is refused once the pool’s key and the nonce are known, and another key made it', () => {
  expect(judge.judge(tip(block, 1))).toMatchObject({ evidence: 'consistent', provable: false });
  elections.learn([
    {
      ...asked,
      vrfKeyHash: '00'.repeat(32),
      vrfKey: STRANGER,
      nonce: '11'.repeat(32),
      poolStake: lovelace(1n),
      totalStake: lovelace(1n),
    },
  ]);
  judge.forget();
  expect(judge.judge(tip(block, 1))).toMatchObject({ producer: null, refused: 'proof-not-of-pool' });
});
