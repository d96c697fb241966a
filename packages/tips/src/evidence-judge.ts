import { setImmediate } from 'node:timers/promises';
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

/** Messages whose proofs, if each is another one, are verified in a tenth of a second at most. */
const AT_ONCE = 20;

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

  /** How many proofs of these messages were not looked at yet, each once. */
  countFresh(messages: readonly TipMessage[]): number {
    const proofs = messages.flatMap((message) => (message.election === null ? [] : [proofOf(message)]));
    return new Set(proofs.filter((proof) => !this.#judged.has(proof))).size;
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

  /** The same for all of these, so that whoever asks the daemon for something meanwhile is answered. */
  async judgeAhead(messages: readonly TipMessage[]): Promise<void> {
    for (let from = 0; from < messages.length; from += AT_ONCE) {
      const some = messages.slice(from, from + AT_ONCE);
      if (this.countFresh(some) === 0) continue;
      for (const message of some) this.judge(message);
      await setImmediate();
    }
  }

  /** @param message of a slot that is not in the future: that is the message's own matter, not its proof's */
  judge(message: TipMessage): JudgedEvidence {
    const proof = proofOf(message);
    const known = this.#judged.get(proof);
    if (known !== undefined) return known;
    const judged = judgeEvidence({ network: this.#network, message, checks: this.#checks });
    keep(this.#judged, proof, judged);
    return judged;
  }

  #poolOf(issuerKey: string): PoolId {
    const known = this.#pools.get(issuerKey);
    if (known !== undefined) return known;
    const pool = this.#poolOfKey(issuerKey);
    keep(this.#pools, issuerKey, pool);
    return pool;
  }
}

/** In the place of the oldest where there are too many, so that a flood of new ones costs the others little. */
function keep<Value>(known: Map<string, Value>, key: string, value: Value): void {
  const [oldest] = known.keys();
  if (known.size >= MOST && oldest !== undefined) known.delete(oldest);
  known.set(key, value);
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
