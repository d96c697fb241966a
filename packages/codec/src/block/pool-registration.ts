import {
  type CredentialHash,
  credentialHash,
  lovelace,
  type PoolRegistration,
  poolId,
  type Relay,
  ratio,
} from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { readRewardAccount } from './credential.ts';
import { ipv4Text, ipv6Text } from './ip-address.ts';
import { MOST_WORD64, readUpTo } from './ledger-bounds.ts';

const KEY_HASH = 28;
const MOST_PORT = 2 ** 16 - 1;
const HASH = 32;
/** Fields of a registration that stand in the certificate's own array. */
export const POOL_REGISTRATION_FIELDS = 9;

/** The nine fields of a pool registration, without an array around them: operator, VRF key hash, pledge, cost, margin, … */
export function readPoolRegistration(reader: CborReader): PoolRegistration {
  return {
    poolId: poolId(reader.hex(KEY_HASH)),
    vrfKeyHash: reader.hex(HASH),
    pledge: lovelace(reader.uintBig()),
    cost: lovelace(reader.uintBig()),
    margin: readMargin(reader),
    rewardAccount: readRewardAccount(reader),
    owners: reader.at('owners', () => readOwners(reader)),
    relays: reader.at('relays', () => reader.array(() => readRelay(reader))),
    metadata: reader.at('metadata', () => reader.nullable(() => readMetadata(reader))),
  };
}

/** Two numbers of 64 bits. That they make 0 to 1 is for the ledger to say, which refuses any other before it is on a chain. */
function readMargin(reader: CborReader): PoolRegistration['margin'] {
  const { numerator, denominator } = reader.rational();
  if (numerator > MOST_WORD64 || denominator > MOST_WORD64) {
    throw reader.fail('a margin of two numbers below 2^64', 'larger ones');
  }
  return ratio(numerator, denominator);
}

/** A set: until Conway an owner may stand in it twice. */
const readOwners = (reader: CborReader): CredentialHash[] => [
  ...new Set(reader.set(() => credentialHash(reader.hex(KEY_HASH)))),
];

/** `[0, port, ipv4, ipv6]`, `[1, port, name]`, `[2, name]`; port and addresses may be null. */
function readRelay(reader: CborReader): Relay {
  const length = reader.arrayStart(2);
  const kind = reader.uintNumber();
  const { relay, read } = readRelayOf(reader, kind);
  reader.arrayEnd(length, read);
  return relay;
}

function readRelayOf(reader: CborReader, kind: number): { relay: Relay; read: number } {
  switch (kind) {
    case 0: {
      const port = readPort(reader);
      const ipv4 = reader.nullable(() => ipv4Text(reader.viewOf(4)));
      const ipv6 = reader.nullable(() => ipv6Text(reader.viewOf(16)));
      return { relay: { kind: 'address', port, ipv4, ipv6 }, read: 4 };
    }
    case 1:
      return { relay: { kind: 'host', port: readPort(reader), name: readText(reader) }, read: 3 };
    case 2:
      return { relay: { kind: 'srv', name: readText(reader) }, read: 2 };
    default:
      throw reader.fail('a relay of kind 0, 1 or 2', `kind ${kind}`);
  }
}

const readPort = (reader: CborReader): number | null => reader.nullable(() => readUpTo(reader, MOST_PORT, 'a port'));

/**
 * Text that an operator chose. The ledger takes any that is short enough, a zero character included, which PostgreSQL keeps
 * neither in text nor in jsonb: it becomes the replacement character, so that the block can be recorded.
 */
const readText = (reader: CborReader): string => reader.text().replaceAll('\0', '\uFFFD');

function readMetadata(reader: CborReader): { url: string; hash: string } {
  const length = reader.arrayStart(2);
  const metadata = { url: readText(reader), hash: reader.hex() };
  reader.arrayEnd(length, 2);
  return metadata;
}
