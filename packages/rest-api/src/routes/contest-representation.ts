import type { Contest, JudgedCandidate } from '@pooltool/domain';
import { Type } from 'typebox';
import type { Cell } from '../conventions/csv.ts';
import {
  chainedSchema,
  evidenceSchema,
  hashSchema,
  kindSchema,
  makerSchema,
  millis,
  orNull,
  predictedSchema,
  standingSchema,
} from './block-schemas.ts';

const vrf = (whose: string) => orNull(Type.String({ pattern: '^[0-9a-f]{128}$' }), `${whose}; null: not told.`);

/** Of a block that may stand at a height. */
export const CANDIDATE_FIELDS = {
  hash: hashSchema,
  height: Type.Integer(),
  slot: Type.Integer(),
  epoch: Type.Integer({ description: "The slot's." }),
  pool: makerSchema,
  standing: standingSchema,
  kinds: Type.Array(kindSchema, { description: 'Of the battles it is in; empty: none.' }),
  predicted: predictedSchema,
  chained: chainedSchema,
  evidence: orNull(evidenceSchema, 'The most that any report of it was found to be; null: nobody reported it.'),
  held: Type.Boolean({ description: 'Our node had it on its chain, now or before it was undone.' }),
  witnesses: Type.Integer({ description: 'Pools, other than its maker, of which a node reported it.' }),
  reports: Type.Integer({ description: 'Nodes that reported it.' }),
  medianDelayMs: millis('Of these, within ±5 s; null: nobody gave such a time.'),
  leaderVrf: vrf("The leader's VRF output; since Babbage the block's serves for both"),
  blockVrf: vrf("The block's VRF output"),
} as const;

export const candidateSchema = Type.Object({
  ...CANDIDATE_FIELDS,
  parent: orNull(hashSchema, 'null: not told'),
  era: Type.Integer({ description: "The ledger's number: 5 Alonzo, 6 Babbage, 7 Conway." }),
  certificateNumber: orNull(Type.Integer(), 'Of the operational certificate; null: only a header tells it.'),
  provable: Type.Boolean({
    description: 'The VRF key, the nonce and the stakes were known: a true report must be proven.',
  }),
  lowestLeaderVrf: Type.Boolean({ description: 'The lowest of the height among what is at least likely.' }),
  lowestBlockVrf: Type.Boolean({ description: 'The lowest of the height among what is at least likely.' }),
});

export const candidateFields = (candidate: JudgedCandidate) => ({
  hash: candidate.hash,
  height: candidate.height,
  slot: candidate.slot,
  epoch: candidate.epoch,
  pool: candidate.producer,
  standing: candidate.standing,
  kinds: candidate.kinds,
  predicted: candidate.predicted,
  chained: candidate.chained,
  evidence: candidate.evidence,
  held: candidate.held,
  witnesses: candidate.witnesses,
  reports: candidate.reports,
  medianDelayMs: candidate.medianDelayMs,
  leaderVrf: candidate.leaderVrf,
  blockVrf: candidate.blockVrf,
});

const candidateJson = (candidate: JudgedCandidate) => ({
  ...candidateFields(candidate),
  parent: candidate.parent,
  era: candidate.era,
  certificateNumber: candidate.certificateNumber,
  provable: candidate.provable,
  lowestLeaderVrf: candidate.lowestLeaderVrf,
  lowestBlockVrf: candidate.lowestBlockVrf,
});

export const contestJson = ({ height, classification, isSlotBattle, kinds, settled, candidates, hidden }: Contest) => ({
  height,
  classification,
  isSlotBattle,
  kinds,
  settled,
  candidates: candidates.map(candidateJson),
  hidden: hidden.map(({ hash, height, slot, producer }) => ({ hash, height, slot, pool: producer })),
});

export const CANDIDATE_EXAMPLE = {
  hash: '5c7f4b2e2a1d3f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd',
  height: 12_345_678,
  slot: 134_567_890,
  epoch: 645,
  pool: '0'.repeat(56),
  standing: 'confirmed',
  kinds: ['slot-battle'],
  predicted: true,
  chained: true,
  evidence: 'proven',
  held: true,
  witnesses: 289,
  reports: 301,
  medianDelayMs: 430,
  leaderVrf: null,
  blockVrf: '3a'.repeat(64),
};

/** Empty is what is not known. */
export const CANDIDATE_COLUMNS: readonly (readonly [string, (candidate: JudgedCandidate) => Cell])[] = [
  ['height', ({ height }) => height],
  ['hash', ({ hash }) => hash],
  ['slot', ({ slot }) => slot],
  ['epoch', ({ epoch }) => epoch],
  ['pool', ({ producer }) => producer],
  ['standing', ({ standing }) => standing],
  ['kinds', ({ kinds }) => kinds.join(' ')],
  ['predicted', ({ predicted }) => predicted],
  ['chained', ({ chained }) => chained],
  ['evidence', ({ evidence }) => evidence],
  ['held', ({ held }) => held],
  ['witnesses', ({ witnesses }) => witnesses],
  ['reports', ({ reports }) => reports],
  ['median_delay_ms', ({ medianDelayMs }) => medianDelayMs],
  ['leader_vrf', ({ leaderVrf }) => leaderVrf],
  ['block_vrf', ({ blockVrf }) => blockVrf],
  ['parent', ({ parent }) => parent],
  ['certificate_number', ({ certificateNumber }) => certificateNumber],
];
