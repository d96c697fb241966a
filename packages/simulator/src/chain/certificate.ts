import type { Certificate, CertificateEffect, PoolRegistration, Relay } from '@pooltool/domain';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { type Encodable, rational, setOf } from '../cbor/encode.ts';
import { credentialItems, rewardAccountBytes } from '../identity.ts';

/** [2]: the DRep that always abstains. */
const ABSTAIN = [2];

/** Effects of one certificate in its wire form (chain-input.md 2: Conway certificate arrays). `tag` picks among equal ones. */
export function certificateItems({ tag, effects }: Certificate): Encodable {
  const [first, second] = effects;
  if (first === undefined) throw new TypeError(`certificate ${tag} without effects`);
  switch (first.kind) {
    case 'stake-registration':
      return registrationItems(tag, first, second);
    case 'stake-deregistration':
      return [tag, credentialItems(first.credential), ...(tag === 8 ? [first.refund] : [])];
    case 'stake-delegation':
      return [tag, credentialItems(first.credential), fromHex(first.poolId), ...(tag === 10 ? [ABSTAIN] : [])];
    case 'pool-registration':
      return [tag, ...poolItems(first.pool)];
    case 'pool-retirement':
      return [tag, fromHex(first.poolId), first.retiringEpoch];
    case 'genesis-delegation':
    case 'instantaneous-rewards':
      throw new TypeError(`the simulator makes no ${first.kind}`);
  }
}

function registrationItems(
  tag: number,
  { credential, deposit }: CertificateEffect & { kind: 'stake-registration' },
  delegation: CertificateEffect | undefined,
): Encodable {
  const who = credentialItems(credential);
  if (tag === 0) return [0, who];
  if (tag === 7) return [7, who, deposit];
  if (delegation?.kind !== 'stake-delegation') throw new TypeError(`certificate ${tag} needs a delegation`);
  const pool = fromHex(delegation.poolId);
  return tag === 13 ? [13, who, pool, ABSTAIN, deposit] : [11, who, pool, deposit];
}

/** The nine fields of pool parameters, as certificates and the ledger write them. */
export const poolItems = (pool: PoolRegistration): Encodable[] => [
  fromHex(pool.poolId),
  fromHex(pool.vrfKeyHash),
  pool.pledge,
  pool.cost,
  rational(pool.margin.numerator, pool.margin.denominator),
  rewardAccountBytes(pool.rewardAccount),
  setOf(pool.owners.map((owner) => fromHex(owner))),
  pool.relays.map(relayItems),
  pool.metadata === null ? null : [pool.metadata.url, fromHex(pool.metadata.hash)],
];

function relayItems(relay: Relay): Encodable {
  if (relay.kind === 'host') return [1, relay.port, relay.name];
  if (relay.kind === 'srv') return [2, relay.name];
  const ipv4 = relay.ipv4 === null ? null : Uint8Array.from(relay.ipv4.split('.'), Number);
  return [0, relay.port, ipv4, null];
}
