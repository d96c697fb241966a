import type { KeyVerdict } from '@pooltool/store/keys';
import type { Claimant } from './read-report.ts';
import { REFUSALS, type Refusal } from './refusals.ts';

/** Why a key may not speak for a pool, for whoever sent both. */
export function refusalOfKey(
  verdict: Exclude<KeyVerdict, { readonly kind: 'allowed' }>,
  { pool, poolText }: Pick<Claimant, 'pool' | 'poolText'>,
): Refusal {
  switch (verdict.kind) {
    case 'unknown':
      return REFUSALS.unknownKey;
    case 'revoked':
      return REFUSALS.revokedKey;
    case 'other-pool':
      return REFUSALS.otherPool(pool === null ? null : poolText, verdict.userHas);
  }
}
