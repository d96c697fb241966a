import { BlockList, isIP } from 'node:net';
import { configInvalid } from '@pooltool/shared-utils/config';
import { legacySenderUnknown } from '../errors.ts';

/** Addresses and CIDR ranges with commas between: `10.0.0.5, 10.1.0.0/16, fd00::/8`. */
export const SENDERS_PATTERN = /^[\da-f.:]+(\/\d{1,3})?(\s*,\s*[\da-f.:]+(\/\d{1,3})?)*$/i;

/** Lets through whom the setting names. @throws POOLTOOL_LEGACY_SENDER_UNKNOWN (403); POOLTOOL_CONFIG_INVALID for what is no address */
export function onlyFrom(senders: string): (remoteAddress: string | undefined) => void {
  const known = new BlockList();
  for (const sender of senders.split(',')) add(known, sender.trim());
  return (remoteAddress = '') => {
    // IPv4 as a socket for both shows it.
    const address = remoteAddress.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
    const family = familyOf(address);
    if (family !== null && known.check(address, family)) return;
    throw legacySenderUnknown({ message: `${address || 'who asks'} is not named in CNODE_API_LEGACY_FROM` });
  };
}

function add(known: BlockList, sender: string): void {
  const [address = '', prefix] = sender.split('/');
  const family = familyOf(address);
  const bits = family === 'ipv4' ? 32 : 128;
  const length = prefix === undefined ? bits : Number(prefix);
  // A range of length 0 is everybody: nobody means that, who has only the address to go by.
  if (family === null || length < 1 || length > bits) {
    throw configInvalid({
      message: `CNODE_API_LEGACY_FROM: ${sender} is no address and no CIDR range of length 1 to ${bits}`,
    });
  }
  known.addSubnet(address, length, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(address);
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : null;
}
