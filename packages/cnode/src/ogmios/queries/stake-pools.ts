import { credentialHash, type PoolId, type PoolRegistration, type Relay } from '@pooltool/domain';
import { encodePoolId } from '@pooltool/shared-utils/crypto';
import type { NodePool } from '../answers.ts';
import { type Query, query } from '../wire/query.ts';
import type { Reading } from '../wire/reading.ts';
import { adaAt, byPool, hash32At, poolIdAt, ratioAt, rewardAccountAt } from '../wire/words.ts';

export const stakePools = (asked: {
  readonly includeStake?: boolean | undefined;
  readonly pools?: readonly PoolId[] | undefined;
}): Query<ReadonlyMap<PoolId, NodePool>> =>
  query({
    method: 'queryLedgerState/stakePools',
    params: {
      includeStake: asked.includeStake,
      stakePools: asked.pools?.map((id) => ({ id: encodePoolId(id) })),
    },
    slow: true,
    read: (at) => byPool(at, nodePoolAt),
  });

/** Since 6.14 a pool that has just retired may come with its id alone, and its stake. */
function nodePoolAt(at: Reading): NodePool {
  const stake = at.optional('stake', adaAt);
  const id = poolIdAt(at.field('id'));
  const retired = Object.keys(at.object()).every((name) => name === 'id' || name === 'stake');
  return { parameters: retired ? null : registrationAt(at, id), stake };
}

const registrationAt = (at: Reading, poolId: PoolId): PoolRegistration => ({
  poolId,
  vrfKeyHash: hash32At(at.field('vrfVerificationKeyHash')),
  pledge: adaAt(at.field('pledge')),
  cost: adaAt(at.field('cost')),
  margin: ratioAt(at.field('margin')),
  rewardAccount: rewardAccountAt(at.field('rewardAccount')),
  owners: at.field('owners').list((owner) => owner.as(() => credentialHash(owner.text()))),
  relays: at.field('relays').list(relayAt),
  metadata: at.optional('metadata', (anchor) => ({
    url: anchor.field('url').text(),
    hash: anchor.field('hash').text(),
  })),
});

/** Ogmios tells an SRV record and a host's name alike; without a port it may be either, and is taken for a record. */
function relayAt(at: Reading): Relay {
  const port = at.optional('port', (of) => of.count());
  if (at.field('type').oneOf(['ipAddress', 'hostname']) === 'ipAddress') {
    const address = (name: string) => at.optional(name, (of) => of.text());
    return { kind: 'address', port, ipv4: address('ipv4'), ipv6: address('ipv6') };
  }
  const name = at.field('hostname').text();
  return port === null ? { kind: 'srv', name } : { kind: 'host', port, name };
}
