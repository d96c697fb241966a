/** How far what a message says of its block can be believed (operators.md 5.5). */
import { slotAtTime } from '../calendar/slots.ts';
import type { Network } from '../network/network.ts';
import type { PoolId } from '../units/hashes.ts';
import { type Slot, unixMs } from '../units/time.ts';
import type { ClaimedElection, TipMessage } from './tip-message.ts';
import type { Evidence } from './tip-report.ts';

/** What a message is refused for: it contradicts itself, or what we know. */
export type EvidenceRefusal =
  /** the slot began after the message arrived, by more than clocks differ */
  | 'slot-in-future'
  /** the issuer's key is not 32 bytes of lower-case hex */
  | 'key-malformed'
  /** an output is not 64 bytes, a proof not 80, or a leader value not 32 */
  | 'election-malformed'
  /** TPraos of a slot under Praos, or the reverse */
  | 'wrong-protocol'
  /** the proof is no point and numbers of the curve */
  | 'proof-invalid'
  /** the proof gives another output than is claimed */
  | 'output-not-of-proof'
  /** the leader value is not derived from the output */
  | 'leader-value-not-of-output'
  /** the proof was not made with the pool's registered VRF key, for this slot and the epoch's nonce */
  | 'proof-not-of-pool'
  /** the pool has too little stake to be elected with what it drew */
  | 'not-elected';

export interface ElectionClaim {
  readonly pool: PoolId;
  readonly slot: Slot;
  readonly election: ClaimedElection;
}

/** Cryptography and knowledge, handed in. Hex throughout. Those that answer for a claim answer null where not enough is known. */
export interface EvidenceChecks {
  /** blake2b-224 of a cold key of 32 bytes */
  poolOfKey(issuerKey: string): PoolId;
  /** the output of 64 bytes that a proof of 80 gives; null: the proof is malformed */
  proofToHash(proof: string): string | null;
  /** blake2b-256 of "L" and an output */
  leaderValue(blockVrf: string): string;
  /** which protocol elects in a slot */
  protocolOf?(slot: Slot): ClaimedElection['kind'] | null;
  /** the whole VRF verification, by the pool's registered key and the epoch's nonce */
  verify?(claim: ElectionClaim): boolean | null;
  /** whether what was drawn is below the pool's threshold */
  isElected?(claim: ElectionClaim): boolean | null;
}

export interface JudgedEvidence {
  readonly evidence: Evidence;
  /** null: not told, or refused. A refused report is nobody's block's, and still tells when its hash was seen. */
  readonly producer: PoolId | null;
  /** null: none was shown, it is of no known key, or refused */
  readonly election: ClaimedElection | null;
  /** everything was known that a true claim is proven by; so one that is provable and not proven is refused */
  readonly provable: boolean;
  readonly refused: EvidenceRefusal | null;
}

/** Reporters' and our clocks may differ by this much. */
const CLOCK_SKEW_MS = 5_000;

/**
 * Whether the slot began after the message arrived, by more than clocks differ. Asked by slots: one that somebody invents
 * can be too far away to have a time.
 */
export function isInFuture(network: Network, { slot, receivedAt }: Pick<TipMessage, 'slot' | 'receivedAt'>): boolean {
  const latest = unixMs(receivedAt + CLOCK_SKEW_MS);
  return latest < network.systemStartMs || slot > slotAtTime(network, latest);
}

const KEY = /^[0-9a-f]{64}$/;
const OUTPUT = /^[0-9a-f]{128}$/;
const PROOF = /^[0-9a-f]{160}$/;
const LEADER_VALUE = /^[0-9a-f]{64}$/;

/** Depends on the message alone, and on what is known: not on when it is judged. */
export function judgeEvidence({
  network,
  message,
  checks,
}: {
  readonly network: Network;
  readonly message: Pick<TipMessage, 'slot' | 'receivedAt' | 'issuerKey' | 'election'>;
  readonly checks: EvidenceChecks;
}): JudgedEvidence {
  const { slot, issuerKey, election } = message;
  if (isInFuture(network, message)) return refusal('slot-in-future');
  if (issuerKey === null) return claimed(null);
  if (!KEY.test(issuerKey)) return refusal('key-malformed');
  const pool = checks.poolOfKey(issuerKey);
  if (election === null) return claimed(pool);

  const contradiction = contradictionIn({ pool, slot, election }, checks);
  if (contradiction !== null) return refusal(contradiction);
  return judgeKnown({ pool, slot, election }, checks);
}

/** What needs no knowledge of the chain, the cheap things first. */
function contradictionIn({ slot, election }: ElectionClaim, checks: EvidenceChecks): EvidenceRefusal | null {
  const [output, proof] = shown(election);
  const isLeaderFormed = election.kind === 'tpraos' || LEADER_VALUE.test(election.leaderValue);
  if (!OUTPUT.test(output) || !PROOF.test(proof) || !isLeaderFormed) return 'election-malformed';
  if ((checks.protocolOf?.(slot) ?? election.kind) !== election.kind) return 'wrong-protocol';
  if (election.kind === 'praos' && checks.leaderValue(output) !== election.leaderValue) {
    return 'leader-value-not-of-output';
  }
  const proven = checks.proofToHash(proof);
  if (proven === null) return 'proof-invalid';
  return proven === output ? null : 'output-not-of-proof';
}

function judgeKnown(claim: ElectionClaim, checks: EvidenceChecks): JudgedEvidence {
  const isPools = checks.verify?.(claim) ?? null;
  if (isPools === false) return refusal('proof-not-of-pool');
  const isElected = checks.isElected?.(claim) ?? null;
  if (isElected === false) return refusal('not-elected');
  const provable = isPools !== null && isElected !== null;
  const evidence = provable ? 'proven' : 'consistent';
  return { evidence, producer: claim.pool, election: claim.election, provable, refused: null };
}

const shown = (election: ClaimedElection): readonly [output: string, proof: string] =>
  election.kind === 'tpraos' ? [election.leaderVrf, election.leaderProof] : [election.blockVrf, election.blockProof];

const claimed = (producer: PoolId | null): JudgedEvidence => ({
  evidence: 'claimed',
  producer,
  election: null,
  provable: false,
  refused: null,
});

const refusal = (refused: EvidenceRefusal): JudgedEvidence => ({ ...claimed(null), refused });
