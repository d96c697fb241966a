import type { Relay } from '@pooltool/domain';

const ADDRESS = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

/**
 * A relay from the one text Oura makes of it (chain-input.md 1.4): `a.b.c.d`, `name`, either with `:port`. The text does not
 * say everything: a name without a port may have been a service record, an address of IPv6 alone is written as if its
 * first four bytes were IPv4, and no address at all is nothing before the port.
 */
export function relayOf(text: string): Relay {
  const [, name = '', digits] = /^(.*?)(?::(\d{1,5}))?$/s.exec(text) ?? [];
  const port = digits === undefined ? null : Number(digits);
  if (name === '') return { kind: 'address', port, ipv4: null, ipv6: null };
  return ADDRESS.test(name) ? { kind: 'address', port, ipv4: name, ipv6: null } : { kind: 'host', port, name };
}
