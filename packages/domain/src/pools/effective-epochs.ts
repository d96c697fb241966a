import { type Epoch, epochPlus } from '../units/time.ts';

/** From when on a certificate counts. */
export interface EffectiveEpochs {
  /** the epoch from which the ledger goes by it */
  readonly ledger: Epoch;
  /** the first epoch whose blocks and rewards it affects: as earned epoch, not when the rewards are paid */
  readonly blocks: Epoch;
}

export type EffectiveKind = 'first-registration' | 're-registration' | 'delegation' | 'deregistration' | 'retirement';

/**
 * The one table of when a certificate counts (original.md 1.4, rewards.md 1.1): epochs after the one it was made in, or
 * for a retirement after the one it names. At the boundary that ends epoch e the ledger first takes the snapshot which
 * elects the leaders of e+2, then adopts what was registered again, then lets retiring pools go.
 *
 * So what counts at once is in the snapshot at the end of e; what is registered again in e comes just after it, and is
 * in the next one; and a pool that retires at R is in the snapshot at the end of R−1 still: it makes blocks, and
 * earns, up to R+1.
 */
const EPOCHS_LATER = {
  'first-registration': { ledger: 0, blocks: 2 },
  're-registration': { ledger: 1, blocks: 3 },
  delegation: { ledger: 0, blocks: 2 },
  deregistration: { ledger: 0, blocks: 2 },
  retirement: { ledger: 0, blocks: 2 },
} as const satisfies Record<EffectiveKind, { readonly ledger: number; readonly blocks: number }>;

/** `counted`: the epoch in which the certificate was made; of a retirement the one it names. */
export const effectiveEpochs = (kind: EffectiveKind, counted: Epoch): EffectiveEpochs => ({
  ledger: epochPlus(counted, EPOCHS_LATER[kind].ledger),
  blocks: epochPlus(counted, EPOCHS_LATER[kind].blocks),
});
