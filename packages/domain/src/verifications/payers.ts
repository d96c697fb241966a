import { credentialText, type StakeCredential } from '../units/stake-credential.ts';

/** To whom the output that an input spends belonged. */
export type Payer =
  /** the stake part of its address */
  | { readonly kind: 'credential'; readonly credential: StakeCredential }
  /** its address has none: enterprise, Byron, a pointer that points at nothing */
  | { readonly kind: 'nobody' }
  /** we do not have that output (yet) */
  | { readonly kind: 'unknown' };

/**
 * What the inputs of a payment say about the claim to a credential.
 *
 * - `proves`: every input is known, and every one belongs to exactly the claimed credential, kind and hash.
 * - `refutes`: some input belongs to somebody else or to nobody, whatever the unknown ones may be.
 * - `payer-unknown`: neither yet.
 *
 * One input is not enough: a transaction may be put together and signed by several people, so that "some input has this
 * key" would let anybody who can get a stranger to join a transaction (a swap, a sale, a mixer) prove the stranger's key.
 * For the same reason inputs of nobody prove nothing even beside right ones: who owns them cannot be seen.
 */
export function judgePayers(claimed: StakeCredential, payers: readonly Payer[]): PayersVerdict {
  const claim = credentialText(claimed);
  const isClaimed = (payer: Payer) => payer.kind === 'credential' && credentialText(payer.credential) === claim;
  if (payers.some((payer) => payer.kind !== 'unknown' && !isClaimed(payer))) return 'refutes';
  return payers.length > 0 && payers.every(isClaimed) ? 'proves' : 'payer-unknown';
}

export type PayersVerdict = 'proves' | 'refutes' | 'payer-unknown';

/** One text per payer, as it is stored and shown: `key:<56 hex>`, `script:<56 hex>`, `nobody`; null when unknown. */
export function payerText(payer: Payer): string | null {
  switch (payer.kind) {
    case 'credential':
      return credentialText(payer.credential);
    case 'nobody':
      return 'nobody';
    case 'unknown':
      return null;
  }
}
