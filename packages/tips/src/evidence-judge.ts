import {
  type EvidenceChecks,
  epochOfSlot,
  type JudgedEvidence,
  judgeEvidence,
  type Network,
  type PoolId,
  type TipMessage,
} from '@pooltool/domain';
import type { AskedElection } from '@pooltool/store';

/** Proofs of the last hours: of each block one or two. */
const MOST = 5_000;

/** Judges each proof once: all nodes send that of their block, and a verification takes milliseconds. */
export class EvidenceJudge {
  readonly #network: Network;
  readonly #checks: EvidenceChecks;
  readonly #judged = new Map<string, JudgedEvidence>();
  readonly #pools = new Map<string, PoolId>();
  readonly #poolOfKey: EvidenceChecks['poolOfKey'];

  constructor({ network, checks }: { readonly network: Network; readonly checks: EvidenceChecks }) {
    this.#network = network;
    this.#poolOfKey = checks.poolOfKey;
    this.#checks = { ...checks, poolOfKey: (key) => this.#poolOf(key) };
  }

  /** For when more is known than before. */
  forget(): void {
    this.#judged.clear();
  }

  /** What has to be known of pools to judge these messages. */
  asks(messages: readonly TipMessage[]): AskedElection[] {
    const fresh = new Map<string, AskedElection>();
    for (const { issuerKey, election, slot } of messages) {
      if (issuerKey === null || election === null || !KEY.test(issuerKey)) continue;
      const asked = `${issuerKey} ${slot}`;
      if (!fresh.has(asked)) {
        fresh.set(asked, { pool: this.#poolOf(issuerKey), epoch: epochOfSlot(this.#network, slot) });
      }
    }
    return [...fresh.values()];
  }

  /** @param message of a slot that is not in the future: that is the message's own matter, not its proof's */
  judge(message: TipMessage): JudgedEvidence {
    const proof = proofOf(message);
    const known = this.#judged.get(proof);
    if (known !== undefined) return known;
    const judged = judgeEvidence({ network: this.#network, message, checks: this.#checks });
    if (this.#judged.size >= MOST) this.#judged.clear();
    this.#judged.set(proof, judged);
    return judged;
  }

  #poolOf(issuerKey: string): PoolId {
    const known = this.#pools.get(issuerKey);
    if (known !== undefined) return known;
    const pool = this.#poolOfKey(issuerKey);
    if (this.#pools.size >= MOST) this.#pools.clear();
    this.#pools.set(issuerKey, pool);
    return pool;
  }
}

/** 32 bytes of lower-case hex, as `judgeEvidence` asks for. */
const KEY = /^[0-9a-f]{64}$/;

/** All that evidence depends on. */
function proofOf({ issuerKey, slot, election }: TipMessage): string {
  if (election === null) return `${issuerKey} ${slot}`;
  return election.kind === 'praos'
    ? `${issuerKey} ${slot} praos ${election.blockVrf} ${election.blockProof} ${election.leaderValue}`
    : `${issuerKey} ${slot} tpraos ${election.leaderVrf} ${election.leaderProof}`;
}
