import { type CredentialKind, type StakeCredential, stakeCredential } from '../units/stake-credential.ts';

/** Where the stake of an output counts. A pointer names the certificate that registered the credential; Conway ignores it. */
export type StakePart =
  | { readonly kind: 'credential'; readonly credential: StakeCredential }
  | {
      readonly kind: 'pointer';
      readonly slot: number;
      readonly transactionIndex: number;
      readonly certificateIndex: number;
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'byron' };

const NONE: StakePart = { kind: 'none' };
const BYRON: StakePart = { kind: 'byron' };
/** Two hex characters of header and 56 of each hash. */
const PAYMENT_END = 58;
const STAKE_END = 114;

/** The ledger's own bounds of a pointer; one beyond them can point at nothing (ledger: mkPtrNormalized). */
const MOST_SLOT = 2 ** 32 - 1;
const MOST_INDEX = 2 ** 16 - 1;

/**
 * The stake part of an address given as lower-case hex (CIP-19, by the upper half of the first byte). Bytes after the
 * stake part are passed over: until Babbage the chain took addresses with such a tail. Null when it is no address: of a
 * kind that does not exist, or cut short.
 */
export function readStakePart(address: string): StakePart | null {
  switch (address[0]) {
    case '0':
    case '1':
      return baseCredential('key', address);
    case '2':
    case '3':
      return baseCredential('script', address);
    case '4':
    case '5':
      return pointer(address);
    case '6':
    case '7':
    case 'e':
    case 'f':
      return NONE;
    case '8':
      return BYRON;
    default:
      return null;
  }
}

function baseCredential(kind: CredentialKind, address: string): StakePart | null {
  if (address.length < STAKE_END) return null;
  return { kind: 'credential', credential: stakeCredential(kind, address.slice(PAYMENT_END, STAKE_END)) };
}

/** Three numbers in base 128, most significant group first, the upper bit saying that more follows. */
function pointer(address: string): StakePart | null {
  const numbers: number[] = [];
  let value = 0;
  for (let at = PAYMENT_END; at + 2 <= address.length && numbers.length < 3; at += 2) {
    const byte = Number.parseInt(address.slice(at, at + 2), 16);
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    numbers.push(value);
    value = 0;
  }
  const [slot, transactionIndex, certificateIndex] = numbers;
  if (slot === undefined || transactionIndex === undefined || certificateIndex === undefined) return null;
  if (slot > MOST_SLOT || transactionIndex > MOST_INDEX || certificateIndex > MOST_INDEX) return NONE;
  return { kind: 'pointer', slot, transactionIndex, certificateIndex };
}
