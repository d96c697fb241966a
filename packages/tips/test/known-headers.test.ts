import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClaimedElection, judgeEvidence, mainnet, slot, unixMs } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';
import { KnownElections } from '../src/elections.ts';
import { evidenceChecks, leaderValueOf } from '../src/evidence-checks.ts';

const FILE = join(import.meta.dirname, '../../../../shared/data/tips/vrf_vectors.json');

/** Hex. TPraos headers have a leader's result, Praos headers a block's. */
interface Header {
  readonly block_hash: string;
  readonly slot: number;
  readonly issuer_vkey: string;
  readonly pool_id: string;
  readonly leader_vrf_output?: string;
  readonly leader_vrf_proof?: string;
  readonly block_vrf_output?: string;
  readonly block_vrf_proof?: string;
}

interface Negative {
  readonly id: string;
  readonly pi: string;
  readonly claimed_beta: string;
  readonly expect: 'reject' | 'accept-by-proof-to-hash-only';
}

interface Vectors {
  readonly chain_headers: readonly Header[];
  readonly negative: readonly Negative[];
}

const readVectors = (): Vectors => JSON.parse(readFileSync(FILE, 'utf8'));

/** Nothing is known of any pool: what a message shows has to speak for itself. */
const checks = evidenceChecks({ network: mainnet, elections: new KnownElections(), praosFrom: () => null });
const judge = (issuerKey: string, at: number, election: ClaimedElection) =>
  judgeEvidence({
    network: mainnet,
    message: { slot: slot(at), receivedAt: unixMs(Date.UTC(2200, 0, 1)), issuerKey, election },
    checks,
  });

function electionOf(header: Header): ClaimedElection {
  const { leader_vrf_output: leaderVrf, leader_vrf_proof: leaderProof } = header;
  if (leaderVrf !== undefined && leaderProof !== undefined) return { kind: 'tpraos', leaderVrf, leaderProof };
  const { block_vrf_output: blockVrf, block_vrf_proof: blockProof } = header;
  if (blockVrf === undefined || blockProof === undefined) throw new Error(`${header.block_hash} shows no election`);
  return { kind: 'praos', blockVrf, blockProof, leaderValue: leaderValueOf(blockVrf) };
}

describe.skipIf(!existsSync(FILE))('headers of real chains and proofs of liars (needs ../shared/data)', () => {
  test('each of 43 headers is consistent, and of the pool that made it', () => {
    const { chain_headers: headers } = readVectors();
    expect(headers).toHaveLength(43);
    for (const header of headers) {
      const election = electionOf(header);
      expect(judge(header.issuer_vkey, header.slot, election)).toEqual({
        evidence: 'consistent',
        producer: header.pool_id,
        election,
        provable: false,
        refused: null,
      });
    }
  });

  test('with the next one’s output or proof each of them is refused', () => {
    const { chain_headers: headers } = readVectors();
    const praos = headers.map(electionOf).filter((election) => election.kind === 'praos');
    const key = headers[0]?.issuer_vkey ?? '';
    expect(praos.length).toBeGreaterThan(5);
    for (const [at, election] of praos.entries()) {
      const other = praos[(at + 1) % praos.length];
      if (other === undefined || other.blockProof === election.blockProof) continue;
      expect(judge(key, 200_000_000, { ...election, blockProof: other.blockProof }).refused).toBe(
        'output-not-of-proof',
      );
      expect(judge(key, 200_000_000, { ...election, blockVrf: other.blockVrf }).refused).toBe(
        'leader-value-not-of-output',
      );
    }
  });

  test('ten wrong proofs are refused, but for the two that only the pool’s key could tell', () => {
    const { chain_headers: headers, negative } = readVectors();
    const key = headers[0]?.issuer_vkey ?? '';
    const verdicts = negative.map(({ pi, claimed_beta: blockVrf }) =>
      judge(key, 200_000_000, { kind: 'praos', blockVrf, blockProof: pi, leaderValue: leaderValueOf(blockVrf) }),
    );
    expect(verdicts.map(({ evidence, refused }, at) => [negative[at]?.id, evidence, refused !== null])).toEqual(
      negative.map(({ id, expect: expected }) =>
        expected === 'reject' ? [id, 'claimed', true] : [id, 'consistent', false],
      ),
    );
    expect(verdicts.filter(({ evidence }) => evidence === 'consistent')).toHaveLength(2);
  });
});
