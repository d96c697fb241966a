import { type NodeName, nodeName, type PoolId } from '@pooltool/domain';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { callerAddress } from '../conventions/caller-address.ts';

/** A node that gave itself no name is told from the pool's others by where it reports from. */
const BY_ADDRESS = '~';

const UNNAMED = nodeName('');

/**
 * The first 20 bits of sha-256 of pool and address (IPv6: its /64). Enough to tell a pool's few nodes apart, and too little
 * to tell where they are: some 4,000 of all IPv4 addresses have the same name, and other ones for the next pool.
 */
const nameByAddress = (pool: PoolId, address: string): string =>
  `${BY_ADDRESS}${sha256Hex(`${pool} ${address}`).slice(0, 5)}`;

const LOCAL = /^(127\.|no address$|0:0:0:0::\/64$)/;

/** More nodes than anybody has; each name is a row for ever, and whoever has a key could invent them. */
const MOST_NODES = 50;
const MOST_POOLS = 10_000;
const KEPT_MS = 86_400_000;

/**
 * Names for those who report: what a node calls itself, else one made from the caller's address. Beyond so many names of a
 * pool in a day the others are its unnamed node.
 */
export function nodeNames() {
  const namesOf = new Map<PoolId, Set<string>>();
  let sinceMs = 0;
  return (pool: PoolId, given: string, ip: string, nowMs: number): NodeName => {
    if (nowMs - sinceMs > KEPT_MS || namesOf.size > MOST_POOLS) {
      namesOf.clear();
      sinceMs = nowMs;
    }
    const own = given.replace(/^~+/, '');
    const address = callerAddress(ip);
    if (own === '' && LOCAL.test(address)) return UNNAMED;
    const name = own === '' ? nameByAddress(pool, address) : own;
    const names = namesOf.get(pool) ?? new Set();
    if (!names.has(name)) {
      if (names.size >= MOST_NODES) return UNNAMED;
      namesOf.set(pool, names.add(name));
    }
    return nodeName(name);
  };
}
