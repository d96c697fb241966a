import type {
  Certificate,
  CertificateEffect,
  Network,
  PoolRegistration,
  Relay,
  StakeCredential,
} from '@pooltool/domain';
import { stakeAddressBytes, toHex } from '@pooltool/shared-utils/crypto';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { digits } from './digits.ts';

/** A certificate's event: the variant and its payload. Null where Oura v1 has none (Conway's tags 7 to 18, chain-input.md 1.6). */
export function certificatePayload(
  { tag, effects }: Certificate,
  network: Network,
): { readonly variant: string; readonly key: string; readonly payload: JsonObject } | null {
  const [effect] = effects;
  return tag > 6 || effect === undefined ? null : payloadOf(effect, network);
}

function payloadOf(effect: CertificateEffect, network: Network) {
  switch (effect.kind) {
    case 'stake-registration':
      return told('StakeRegistration', 'stake_registration', { credential: credentialOf(effect.credential) });
    case 'stake-deregistration':
      return told('StakeDeregistration', 'stake_deregistration', { credential: credentialOf(effect.credential) });
    case 'stake-delegation':
      return told('StakeDelegation', 'stake_delegation', {
        credential: credentialOf(effect.credential),
        pool_hash: effect.poolId,
      });
    case 'pool-registration':
      return told('PoolRegistration', 'pool_registration', poolOf(effect.pool, network));
    case 'pool-retirement':
      return told('PoolRetirement', 'pool_retirement', { pool: effect.poolId, epoch: effect.retiringEpoch });
    case 'genesis-delegation':
      return told('GenesisKeyDelegation', 'genesis_key_delegation', {});
    case 'instantaneous-rewards':
      return told('MoveInstantaneousRewardsCert', 'move_instantaneous_rewards_cert', {
        from_reserves: effect.from === 'reserves',
        from_treasury: effect.from === 'treasury',
        to_stake_credentials:
          effect.to.kind === 'credentials'
            ? effect.to.amounts.map(([credential, amount]) => [credentialOf(credential), digits(amount)])
            : null,
        to_other_pot: effect.to.kind === 'other-pot' ? digits(effect.to.amount) : null,
      });
  }
}

const told = (variant: string, key: string, payload: JsonObject) => ({ variant, key, payload });

const credentialOf = ({ kind, hash }: StakeCredential): JsonObject =>
  kind === 'key' ? { AddrKeyhash: hash } : { Scripthash: hash };

const poolOf = (pool: PoolRegistration, network: Network): JsonObject => ({
  operator: pool.poolId,
  vrf_keyhash: pool.vrfKeyHash,
  pledge: digits(pool.pledge),
  cost: digits(pool.cost),
  margin: Number(pool.margin.numerator) / Number(pool.margin.denominator),
  reward_account: rewardAccountHex(pool.rewardAccount, network),
  pool_owners: pool.owners,
  relays: pool.relays.map(relayText),
  pool_metadata: pool.metadata?.url ?? null,
  pool_metadata_hash: pool.metadata?.hash ?? null,
});

/** With its header byte. */
export const rewardAccountHex = (credential: StakeCredential, { address }: Network): string =>
  toHex(stakeAddressBytes(credential, address.networkId === 1 ? 'mainnet' : 'testnet'));

function relayText(relay: Relay): string {
  const port = relay.kind === 'srv' || relay.port === null ? '' : `:${relay.port}`;
  if (relay.kind !== 'address') return `${relay.name}${port}`;
  return `${relay.ipv4 ?? (relay.ipv6 === null ? '' : firstFourBytes(relay.ipv6))}${port}`;
}

/** Oura writes an IPv6 address as if its first four bytes were IPv4; on the wire they stand as a word, lowest byte first. */
function firstFourBytes(ipv6: string): string {
  const [before = ''] = ipv6.split('::');
  const [first = 0, second = 0] = before === '' ? [] : before.split(':').map((group) => Number.parseInt(group, 16));
  return [second & 0xff, second >> 8, first & 0xff, first >> 8].join('.');
}
