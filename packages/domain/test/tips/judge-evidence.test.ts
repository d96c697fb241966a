import {
  type ClaimedElection,
  type EvidenceChecks,
  judgeEvidence,
  mainnet,
  poolId,
  slot,
  slotStartMs,
  type TipMessage,
  unixMs,
} from '@pooltool/domain';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

/** Stands in for curves and hashes: a proof begins with its output, a leader value is how an output ends, a pool how its key begins. */
const arithmetic: EvidenceChecks = {
  poolOfKey: (key) => poolId(key.slice(0, 56)),
  proofToHash: (proof) => (proof.startsWith('ff') ? null : proof.slice(0, 128)),
  leaderValue: (output) => output.slice(64),
};

const key = 'a1'.repeat(32);
const pool = poolId('a1'.repeat(28));
const output = `${'0b'.repeat(32)}${'0c'.repeat(32)}`;
const proof = `${output}${'0d'.repeat(16)}`;
const praos: ClaimedElection = { kind: 'praos', blockVrf: output, blockProof: proof, leaderValue: '0c'.repeat(32) };
const tpraos: ClaimedElection = { kind: 'tpraos', leaderVrf: output, leaderProof: proof };

type Judged = Pick<TipMessage, 'slot' | 'receivedAt' | 'issuerKey' | 'election'>;

const at = slot(83_736_403);
const message = (given: Partial<Judged> = {}): Judged => ({
  slot: at,
  receivedAt: unixMs(slotStartMs(mainnet, at) + 612),
  issuerKey: key,
  election: praos,
  ...given,
});

const judge = (given: Partial<Judged> = {}, checks: Partial<EvidenceChecks> = {}) =>
  judgeEvidence({ network: mainnet, message: message(given), checks: { ...arithmetic, ...checks } });

const yes = () => true;
const no = () => false;
const unknown = () => null;

describe('evidence', () => {
  test('a message that says no more than a hash claims it, and names nobody', () => {
    expect(judge({ issuerKey: null, election: null })).toEqual({
      evidence: 'claimed',
      producer: null,
      election: null,
      provable: false,
      refused: null,
    });
  });

  test('a key without an election claims a block of its pool', () => {
    expect(judge({ election: null })).toMatchObject({ evidence: 'claimed', producer: pool, refused: null });
  });

  test('an election without a key is nobody’s', () => {
    expect(judge({ issuerKey: null })).toMatchObject({
      evidence: 'claimed',
      producer: null,
      election: null,
      refused: null,
    });
  });

  test.each([praos, tpraos])(
    '$kind of one piece is consistent as long as nothing is known to prove it by',
    (election) => {
      expect(judge({ election })).toEqual({
        evidence: 'consistent',
        producer: pool,
        election,
        provable: false,
        refused: null,
      });
    },
  );

  test.each([
    { verify: yes, isElected: yes, evidence: 'proven', provable: true },
    { verify: yes, isElected: unknown, evidence: 'consistent', provable: false },
    { verify: unknown, isElected: yes, evidence: 'consistent', provable: false },
  ])('proven takes both the key and the stakes: $evidence', ({ verify, isElected, evidence, provable }) => {
    expect(judge({}, { verify, isElected })).toMatchObject({ evidence, provable, producer: pool });
  });

  test('what is asked of the chain is asked of that pool, slot and election', () => {
    const isThis = (claim: unknown) => {
      expect(claim).toEqual({ pool, slot: at, election: praos });
      return true;
    };
    expect(judge({}, { verify: isThis, isElected: isThis }).evidence).toBe('proven');
  });
});

describe('what is refused is nobody’s block', () => {
  const altered = (given: Partial<Extract<ClaimedElection, { kind: 'praos' }>>) => ({
    election: { ...praos, ...given },
  });

  test.each([
    { because: 'slot-in-future', given: { receivedAt: unixMs(slotStartMs(mainnet, at) - 6_001) } },
    { because: 'slot-in-future', given: { slot: slot(2 ** 48) } },
    { because: 'slot-in-future', given: { receivedAt: unixMs(0) } },
    { because: 'key-malformed', given: { issuerKey: `${key}00` } },
    { because: 'key-malformed', given: { issuerKey: '$(reboot)' } },
    { because: 'election-malformed', given: altered({ blockVrf: output.slice(2) }) },
    { because: 'election-malformed', given: altered({ blockProof: `${proof}00` }) },
    { because: 'election-malformed', given: altered({ leaderValue: '' }) },
    { because: 'election-malformed', given: { election: { ...tpraos, leaderVrf: '' } } },
    { because: 'leader-value-not-of-output', given: altered({ leaderValue: '00'.repeat(32) }) },
    { because: 'proof-invalid', given: altered({ blockProof: 'ff'.repeat(80) }) },
    { because: 'output-not-of-proof', given: altered({ blockProof: '00'.repeat(80) }) },
    { because: 'output-not-of-proof', given: { election: { ...tpraos, leaderVrf: '00'.repeat(64) } } },
  ] as const)('$because', ({ because, given }) => {
    const refused = { evidence: 'claimed', producer: null, election: null, provable: false, refused: because };
    expect(judge(given, { verify: yes, isElected: yes })).toEqual(refused);
  });

  test.each([
    { because: 'proof-not-of-pool', checks: { verify: no, isElected: yes } },
    { because: 'proof-not-of-pool', checks: { verify: no } },
    { because: 'not-elected', checks: { verify: yes, isElected: no } },
    { because: 'not-elected', checks: { isElected: no } },
    { because: 'wrong-protocol', checks: { protocolOf: () => 'tpraos' as const } },
  ])('$because, by what we know', ({ because, checks }) => {
    expect(judge({}, checks)).toMatchObject({ evidence: 'claimed', producer: null, refused: because });
  });

  test('an all-zero output does not pass with a proof that gives none', () => {
    const zero = { ...praos, blockVrf: '00'.repeat(64), leaderValue: '00'.repeat(32), blockProof: 'ff'.repeat(80) };
    expect(judge({ election: zero }).refused).toBe('proof-invalid');
  });
});

test.each([0, 5_000])('a clock that is %i ms behind ours does not make a slot one to come', (behindMs) => {
  expect(judge({ receivedAt: unixMs(slotStartMs(mainnet, at) - behindMs) }).refused).toBeNull();
});

test('nothing throws, a refused message names nobody, and only what is proven or consistent shows an election', () => {
  const hex = (bytes: number) =>
    fc.oneof(
      fc.constantFrom(key, output, proof),
      fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((raw) => Buffer.from(raw).toString('hex')),
      fc.string(),
    );
  const election = fc.oneof(
    fc.record({ kind: fc.constant('tpraos' as const), leaderVrf: hex(64), leaderProof: hex(80) }),
    fc.record({ kind: fc.constant('praos' as const), blockVrf: hex(64), blockProof: hex(80), leaderValue: hex(32) }),
    fc.constantFrom(praos, tpraos),
  );
  const answer = fc.option(fc.boolean());
  fc.assert(
    fc.property(
      fc.nat(2 ** 31 - 1).map(slot),
      fc.option(hex(32)),
      fc.option(election),
      answer,
      answer,
      (claimedSlot, issuerKey, shown, isPools, isElected) => {
        const judged = judge(
          { slot: claimedSlot, issuerKey, election: shown },
          { verify: () => isPools, isElected: () => isElected },
        );
        if (judged.refused !== null)
          expect(judged).toMatchObject({ evidence: 'claimed', producer: null, election: null });
        expect(judged.election !== null).toBe(judged.evidence !== 'claimed');
        expect(judged.provable).toBe(judged.evidence === 'proven');
      },
    ),
  );
});
