/** The cryptography of evidence, on hex (operators.md 5.5), and what is known of pools. */
import {
  type ClaimedElection,
  type ElectionClaim,
  type EvidenceChecks,
  epochOfSlot,
  isElected,
  type Network,
  poolId,
  type Slot,
} from '@pooltool/domain';
import {
  blake2b224,
  fromHex,
  leaderValue,
  praosAlpha,
  toHex,
  tpraosAlpha,
  verifyVrf,
  vrfProofToHash,
} from '@pooltool/shared-utils/crypto';
import type { KnownElections } from './elections.ts';

/** Hex of an output to hex of what a pool must be lucky with since Babbage. */
export const leaderValueOf = (blockVrf: string): string => toHex(leaderValue(fromHex(blockVrf)));

export const poolOfKey: EvidenceChecks['poolOfKey'] = (issuerKey) => poolId(toHex(blake2b224(fromHex(issuerKey))));

/** @param praosFrom since when elections are Praos'; null: not known, and then neither kind is wrong */
export function evidenceChecks({
  network,
  elections,
  praosFrom,
}: {
  readonly network: Network;
  readonly elections: KnownElections;
  readonly praosFrom: () => Slot | null;
}): EvidenceChecks {
  const electionOf = ({ pool, slot }: ElectionClaim) => elections.of({ pool, epoch: epochOfSlot(network, slot) });
  return {
    poolOfKey,
    leaderValue: leaderValueOf,
    proofToHash: (proof) => {
      const output = vrfProofToHash(fromHex(proof));
      return output === null ? null : toHex(output);
    },
    protocolOf: (slot) => {
      const from = praosFrom();
      return from !== null && slot >= from ? 'praos' : null;
    },
    verify: (claim) => {
      const { vrfKey, nonce } = electionOf(claim) ?? { vrfKey: null, nonce: null };
      if (vrfKey === null || nonce === null) return null;
      const input = { slot: claim.slot, nonce: fromHex(nonce) };
      const { output, proof, alpha } = drawnBy(claim.election, input);
      const proven = verifyVrf({ key: fromHex(vrfKey), proof: fromHex(proof), alpha });
      return proven !== null && toHex(proven) === output;
    },
    isElected: (claim) => {
      const { poolStake, totalStake } = electionOf(claim) ?? { poolStake: null, totalStake: null };
      if (poolStake === null || totalStake === null || poolStake > totalStake) return null;
      const { activeSlotCoefficient } = network;
      return isElected({ leaderValue: luckOf(claim.election), activeSlotCoefficient, poolStake, totalStake });
    },
  };
}

interface Drawn {
  readonly output: string;
  readonly proof: string;
  readonly alpha: Uint8Array;
}

function drawnBy(election: ClaimedElection, input: { readonly slot: Slot; readonly nonce: Uint8Array }): Drawn {
  return election.kind === 'praos'
    ? { output: election.blockVrf, proof: election.blockProof, alpha: praosAlpha(input) }
    : { output: election.leaderVrf, proof: election.leaderProof, alpha: tpraosAlpha({ ...input, draw: 'leader' }) };
}

const luckOf = (election: ClaimedElection): Uint8Array =>
  fromHex(election.kind === 'praos' ? election.leaderValue : election.leaderVrf);
