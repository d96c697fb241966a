import { credentialHash, lovelace, type PoolRegistration, poolId, type Relay, ratio } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { readRewardAccount } from './credential.ts';
import { ipv4Text, ipv6Text } from './ip-address.ts';

const KEY_HASH = 28;
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
    owners: reader.at('owners', () => reader.set(() => credentialHash(reader.hex(KEY_HASH)))),
    relays: reader.at('relays', () => reader.array(() => readRelay(reader))),
    metadata: reader.at('metadata', () => reader.nullable(() => readMetadata(reader))),
  };
}

function readMargin(reader: CborReader): PoolRegistration['margin'] {
  const { numerator, denominator } = reader.rational();
  return ratio(numerator, denominator);
}

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
      return { relay: { kind: 'host', port: readPort(reader), name: reader.text() }, read: 3 };
    case 2:
      return { relay: { kind: 'srv', name: reader.text() }, read: 2 };
    default:
      throw reader.fail('a relay of kind 0, 1 or 2', `kind ${kind}`);
  }
}

const readPort = (reader: CborReader): number | null => reader.nullable(() => reader.uintNumber());

function readMetadata(reader: CborReader): { url: string; hash: string } {
  const length = reader.arrayStart(2);
  const metadata = { url: reader.text(), hash: reader.hex() };
  reader.arrayEnd(length, 2);
  return metadata;
}
