import { BATTLE_KINDS, EVIDENCE, STANDINGS } from '@pooltool/domain';
import { Type } from 'typebox';
import { HASH } from '../parameters/block-parameters.ts';

/** What answers about blocks have in common, for those who generate clients. */
export const hashSchema = Type.String({ pattern: `^${HASH}$` });
export const poolSchema = Type.String({ pattern: '^[0-9a-f]{56}$' });
export const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const oneOf = <const Words extends readonly string[]>(words: Words, description: string) =>
  Type.Union(
    words.map((word) => Type.Literal(word as Words[number])),
    { description },
  );

export const makerSchema = orNull(poolSchema, 'The pool that made it; null: none of ours to name.');
export const millis = (description: string) => orNull(Type.Integer(), description);

export const evidenceSchema = oneOf(
  EVIDENCE,
  'How far the reports were verified: believed as they came; of one piece; or proven by the VRF election.',
);
export const standingSchema = oneOf(
  STANDINGS,
  'How sure it is that the block existed; below likely it makes no battle.',
);
export const kindSchema = oneOf(
  BATTLE_KINDS,
  'slot-battle: other pools, one slot. height-battle: other pools, one height. double-producer and re-mint: the pool against itself, in one slot or in two.',
);
export const predictedSchema = orNull(
  Type.Boolean(),
  "Whether it wins by the node's rule; null: the rule prefers nobody or cannot be applied.",
);
export const chainedSchema = orNull(
  Type.Boolean(),
  'Settled from the chain: it stands, or is an orphan; null: not deep enough yet.',
);
