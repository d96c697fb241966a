/** Lies that no number of liars can make true: what they show contradicts itself, the chain or the pools' keys. */
export const POWERLESS_LIES = [
  'wrong-slot',
  'wrong-height',
  'wrong-parent',
  'wrong-maker',
  'nothing-shown',
  'chosen-output',
  'random-proof',
  'identity-proof',
  'replayed-proof',
  'not-elected',
] as const;

/**
 * Lies that a proof does not betray, because it binds a pool to a slot and not to a hash: one pool says it in vain, two are
 * believed (domain/battles, `standingOf`). `copied-proof` is another block in the slot of one that was seen; `withheld` one
 * that its elected maker says he made.
 */
export const COLLUSIVE_LIES = ['copied-proof', 'withheld'] as const;

export type LieKind = (typeof POWERLESS_LIES)[number] | (typeof COLLUSIVE_LIES)[number];
