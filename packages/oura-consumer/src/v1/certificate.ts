import {
  type Certificate,
  type CertificateEffect,
  credentialHash,
  type Epoch,
  epoch,
  type PoolRegistration,
  poolId,
  type StakeCredential,
  stakeCredential,
} from '@pooltool/domain';
import { eventUnreadable } from '../errors.ts';
import {
  type Fields,
  fieldsOf,
  flagOf,
  integerOf,
  listOf,
  numberOf,
  orNull,
  textOf,
  wordOf,
  wrongField,
} from '../reading-fields.ts';
import { simplestRatio } from './margin.ts';
import { relayOf } from './relay.ts';
import { moneyOf, rewardAccountOf } from './transaction-record.ts';
import { payloadKeyOf, type Variant } from './variants.ts';

/** The ledger's number of each certificate that Oura v1 has an event for (chain-input.md 1.6). */
const TAGS = {
  StakeRegistration: 0,
  StakeDeregistration: 1,
  StakeDelegation: 2,
  PoolRegistration: 3,
  PoolRetirement: 4,
  GenesisKeyDelegation: 5,
  MoveInstantaneousRewardsCert: 6,
} as const satisfies Partial<Record<Variant, number>>;

export type CertificateVariant = keyof typeof TAGS;

export const isCertificate = (variant: Variant): variant is CertificateVariant => variant in TAGS;

/** @throws POOLTOOL_EVENT_UNREADABLE naming the field */
export function readCertificate(variant: CertificateVariant, payload: Fields, index: number): Certificate {
  return { tag: TAGS[variant], index, effects: readEffects(variant, payloadKeyOf(variant), payload) };
}

function readEffects(variant: CertificateVariant, name: string, payload: Fields): CertificateEffect[] {
  const credential = () => readCredential(`${name}.credential`, payload['credential']);
  switch (variant) {
    case 'StakeRegistration':
      return [{ kind: 'stake-registration', credential: credential(), deposit: null }];
    case 'StakeDeregistration':
      return [{ kind: 'stake-deregistration', credential: credential(), refund: null }];
    case 'StakeDelegation':
      return [{ kind: 'stake-delegation', credential: credential(), poolId: readDelegatedPool(name, payload) }];
    case 'PoolRegistration':
      return [{ kind: 'pool-registration', pool: readPool(name, payload) }];
    case 'PoolRetirement':
      return [
        {
          kind: 'pool-retirement',
          poolId: poolIdOf(`${name}.pool`, payload['pool']),
          retiringEpoch: readRetiringEpoch(`${name}.epoch`, payload['epoch']),
        },
      ];
    case 'GenesisKeyDelegation':
      // Its payload is empty in every version of Oura: that it happened is all it says.
      return [];
    case 'MoveInstantaneousRewardsCert':
      return [readInstantaneousRewards(name, payload)];
  }
}

/** `{"AddrKeyhash": hex}` or `{"Scripthash": hex}` */
function readCredential(name: string, value: unknown): StakeCredential {
  const credential = fieldsOf(name, value);
  const { AddrKeyhash: key, Scripthash: script } = credential;
  if ((key === undefined) === (script === undefined)) throw wrongField(name, 'AddrKeyhash or Scripthash', value);
  return key === undefined
    ? wordOf(`${name}.Scripthash`, () => stakeCredential('script', textOf(`${name}.Scripthash`, script)))
    : wordOf(`${name}.AddrKeyhash`, () => stakeCredential('key', textOf(`${name}.AddrKeyhash`, key)));
}

/** Nodes up to 10.5.1 took a pool id with bytes too many and kept its first 28 (codec's certificates.ts). */
const readDelegatedPool = (name: string, payload: Fields) =>
  poolIdOf(`${name}.pool_hash`, textOf(`${name}.pool_hash`, payload['pool_hash']).slice(0, 56));

const poolIdOf = (name: string, value: unknown) => wordOf(name, () => poolId(textOf(name, value)));

const MOST_EPOCH = 2n ** 31n - 1n;

/** A transaction that failed may state any number of 64 bits; one beyond our epochs is as good as the last. */
function readRetiringEpoch(name: string, value: unknown): Epoch {
  const stated = integerOf(name, value);
  return wordOf(name, () => epoch(Number(stated > MOST_EPOCH ? MOST_EPOCH : stated)));
}

function readPool(name: string, payload: Fields): PoolRegistration {
  const field = <Value>(key: string, read: (name: string, value: unknown) => Value): Value =>
    read(`${name}.${key}`, payload[key]);
  const url = orNull(`${name}.pool_metadata`, payload['pool_metadata'], chosenText);
  const hash = orNull(`${name}.pool_metadata_hash`, payload['pool_metadata_hash'], textOf);
  return {
    poolId: field('operator', poolIdOf),
    vrfKeyHash: field('vrf_keyhash', (one, value) => hexText(one, value, 64)),
    pledge: field('pledge', moneyOf),
    cost: field('cost', moneyOf),
    margin: field('margin', readMargin),
    rewardAccount: field('reward_account', rewardAccountOf),
    owners: field('pool_owners', (one, owners) =>
      listOf(one, owners, (at, owner) => wordOf(at, () => credentialHash(textOf(at, owner)))),
    ),
    relays: field('relays', (one, relays) => listOf(one, relays, chosenText)).map(relayOf),
    metadata: url === null || hash === null ? null : { url, hash },
  };
}

/** Text that an operator chose: a zero character in it becomes what the CBOR's reader makes of it (codec's pool-registration.ts). */
const chosenText = (name: string, value: unknown): string => textOf(name, value).replaceAll('\0', '\uFFFD');

function hexText(name: string, value: unknown, length: number): string {
  const text = textOf(name, value);
  if (text.length !== length || !/^[0-9a-f]+$/.test(text)) throw wrongField(name, `${length} hex characters`, text);
  return text;
}

/** No margin of the ledger, where numerator and denominator have 64 bits, is smaller and not 0. */
const LEAST_MARGIN = 2 ** -64;

function readMargin(name: string, value: unknown) {
  const margin = numberOf(name, value);
  if (!(margin === 0 || (margin >= LEAST_MARGIN && margin <= 1))) throw wrongField(name, 'from 0 to 1', value);
  return simplestRatio(margin);
}

function readInstantaneousRewards(name: string, payload: Fields): CertificateEffect {
  const reserves = flagOf(`${name}.from_reserves`, payload['from_reserves']);
  const treasury = flagOf(`${name}.from_treasury`, payload['from_treasury']);
  if (reserves === treasury) {
    throw eventUnreadable({ message: `${name} must come from one of reserves and treasury`, details: { field: name } });
  }
  const amounts = orNull(`${name}.to_stake_credentials`, payload['to_stake_credentials'], (one, list) =>
    listOf(one, list, readAmount),
  );
  return {
    kind: 'instantaneous-rewards',
    from: reserves ? 'reserves' : 'treasury',
    to:
      amounts === null
        ? { kind: 'other-pot', amount: moneyOf(`${name}.to_other_pot`, payload['to_other_pot']) }
        : { kind: 'credentials', amounts },
  };
}

/** `[credential, amount]`; amounts may be negative since Alonzo */
function readAmount(name: string, value: unknown): readonly [StakeCredential, bigint] {
  const [credential, amount] = listOf(name, value, (_, item) => item);
  return [readCredential(`${name}[0]`, credential), integerOf(`${name}[1]`, amount)];
}
