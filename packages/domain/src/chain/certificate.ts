import type { LedgerPool } from '../ledger/ledger-state.ts';
import type { PoolId } from '../units/hashes.ts';
import type { Lovelace } from '../units/lovelace.ts';
import type { StakeCredential } from '../units/stake-credential.ts';
import type { Epoch } from '../units/time.ts';

/** A pool's own description of itself on the chain. */
export interface PoolRegistration extends LedgerPool {
  readonly relays: readonly Relay[];
  readonly metadata: { readonly url: string; readonly hash: string } | null;
}

export type Relay =
  | {
      readonly kind: 'address';
      readonly port: number | null;
      readonly ipv4: string | null;
      readonly ipv6: string | null;
    }
  | { readonly kind: 'host'; readonly port: number | null; readonly name: string }
  | { readonly kind: 'srv'; readonly name: string };

/**
 * What a certificate does, in PoolTool's words. One ledger certificate may do several things (Conway 10–13 combine
 * registration, delegation and vote), so `effects` is a list; `tag` is the ledger's own number (chain-input.md 2).
 * A certificate PoolTool has no use for (votes, committee, DReps) has no effects and is still counted.
 */
export interface Certificate {
  readonly tag: number;
  /** position in its transaction's list of certificates */
  readonly index: number;
  readonly effects: readonly CertificateEffect[];
}

export type CertificateEffect =
  | { readonly kind: 'stake-registration'; readonly credential: StakeCredential; readonly deposit: Lovelace | null }
  | { readonly kind: 'stake-deregistration'; readonly credential: StakeCredential; readonly refund: Lovelace | null }
  | { readonly kind: 'stake-delegation'; readonly credential: StakeCredential; readonly poolId: PoolId }
  | { readonly kind: 'pool-registration'; readonly pool: PoolRegistration }
  | { readonly kind: 'pool-retirement'; readonly poolId: PoolId; readonly retiringEpoch: Epoch }
  | {
      readonly kind: 'genesis-delegation';
      readonly genesisHash: string;
      readonly delegateHash: string;
      readonly vrfKeyHash: string;
    }
  | {
      readonly kind: 'instantaneous-rewards';
      readonly from: 'reserves' | 'treasury';
      readonly to:
        | { readonly kind: 'credentials'; readonly amounts: readonly (readonly [StakeCredential, bigint])[] }
        | { readonly kind: 'other-pot'; readonly amount: Lovelace };
    };
