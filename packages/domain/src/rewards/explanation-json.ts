import { ratioText } from '../units/ratio.ts';
import type { AccountExplanation } from './explain-account-rewards.ts';
import type { PoolExplanation } from './explain-pool-rewards.ts';
import type { PotExplanation } from './explain-pot-uses.ts';

export type ExplanationJson =
  | string
  | number
  | boolean
  | null
  | readonly ExplanationJson[]
  | { readonly [name: string]: ExplanationJson };

/** An explanation as JSON can hold it (docs/rewards-audit.md): amounts as decimal digits in quotes, fractions as `"n/d"`. */
export const explanationJson = (explanation: PoolExplanation | AccountExplanation | PotExplanation): ExplanationJson =>
  jsonOf(explanation);

function jsonOf(value: unknown): ExplanationJson {
  switch (typeof value) {
    case 'bigint':
      return value.toString();
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(jsonOf);
      if (isRatio(value)) return ratioText(value);
      return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, jsonOf(field)]));
    default:
      return null;
  }
}

const isRatio = (value: object): value is { readonly numerator: bigint; readonly denominator: bigint } =>
  'numerator' in value &&
  typeof value.numerator === 'bigint' &&
  'denominator' in value &&
  typeof value.denominator === 'bigint';
