import { type CredentialKind, type StakeCredential, stakeCredential } from '@pooltool/domain';
import { addressInvalid } from '../errors.ts';

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
 * The stake part of an address given as hex (CIP-19, by the upper half of the first byte). Bytes after the stake part are
 * passed over: until Babbage the chain took addresses with such a tail.
 *
 * @throws POOLTOOL_ADDRESS_INVALID for a kind of address that does not exist, or one cut short
 */
export function stakePartOf(address: string): StakePart {
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
      throw addressInvalid({
        message: `no kind of address begins with ${address.slice(0, 2) || 'nothing'}`,
        details: { address },
      });
  }
}

function baseCredential(kind: CredentialKind, address: string): StakePart {
  if (address.length < STAKE_END) throw cutShort(address);
  return { kind: 'credential', credential: stakeCredential(kind, address.slice(PAYMENT_END, STAKE_END)) };
}

/** Three numbers in base 128, most significant group first, the upper bit saying that more follows. */
function pointer(address: string): StakePart {
  const bytes = Buffer.from(address.slice(PAYMENT_END), 'hex');
  const numbers: number[] = [];
  let value = 0;
  for (const byte of bytes) {
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    numbers.push(value);
    value = 0;
    if (numbers.length === 3) break;
  }
  const [slot, transactionIndex, certificateIndex] = numbers;
  if (slot === undefined || transactionIndex === undefined || certificateIndex === undefined) throw cutShort(address);
  if (slot > MOST_SLOT || transactionIndex > MOST_INDEX || certificateIndex > MOST_INDEX) return NONE;
  return { kind: 'pointer', slot, transactionIndex, certificateIndex };
}

const cutShort = (address: string) =>
  addressInvalid({
    message: `an address of this kind is longer than ${address.length / 2} bytes`,
    details: { address },
  });
