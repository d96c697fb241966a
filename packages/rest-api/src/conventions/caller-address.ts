import { isIPv4, isIPv6 } from 'node:net';

/** Whoever a proxy of ours tells no readable address of shares one allowance: else each invented text would have its own. */
const NO_ADDRESS = 'no address';

/**
 * Whoever has an IPv6 address has 2^64 of them: all of a /64 are one caller. An IPv4 address in IPv6's clothes is itself.
 * Some proxies write the caller's port behind the address; it is another one with each connection.
 */
export function callerAddress(told: string): string {
  const [, inBrackets, withPort] = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/.exec(told) ?? [];
  const ip = inBrackets ?? withPort ?? told;
  const [, v4] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip) ?? [];
  if (v4 !== undefined) return v4;
  if (isIPv4(ip)) return ip;
  if (!isIPv6(ip)) return NO_ADDRESS;
  const [head = '', tail] = (ip.split('%')[0] ?? '').toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
