import { describe, expect, test } from 'vitest';
import { type CertificateVariant, readCertificate } from '../../src/v1/certificate.ts';

const key = 'ab'.repeat(28);
const script = 'cd'.repeat(28);
const pool = {
  operator: key,
  vrf_keyhash: 'ef'.repeat(32),
  pledge: 2n ** 63n,
  cost: 340_000_000,
  margin: 0.05,
  reward_account: `f0${script}`,
  pool_owners: [key],
  relays: ['relay.io:3001'],
  pool_metadata: 'https://x.io/p.json',
  pool_metadata_hash: 'ff'.repeat(32),
};

const effectOf = (variant: CertificateVariant, payload: Record<string, unknown>) =>
  readCertificate(variant, payload, 3).effects[0];

describe('a certificate event', () => {
  test('keeps its place in the transaction and the ledger’s number', () => {
    expect(readCertificate('PoolRetirement', { pool: key, epoch: 9 }, 3)).toEqual({
      tag: 4,
      index: 3,
      effects: [{ kind: 'pool-retirement', poolId: key, retiringEpoch: 9 }],
    });
  });

  test('of a key and of a script are of different accounts', () => {
    expect(effectOf('StakeRegistration', { credential: { AddrKeyhash: key } })).toMatchObject({
      credential: { kind: 'key', hash: key },
    });
    expect(effectOf('StakeDeregistration', { credential: { Scripthash: key } })).toMatchObject({
      credential: { kind: 'script', hash: key },
    });
  });

  test('of a pool keeps every lovelace beyond 2^53 and the reward account of its kind', () => {
    expect(effectOf('PoolRegistration', pool)).toMatchObject({
      pool: {
        pledge: 2n ** 63n,
        margin: { numerator: 1n, denominator: 20n },
        rewardAccount: { kind: 'script', hash: script },
        metadata: { url: 'https://x.io/p.json' },
      },
    });
  });

  test('of a pool with a zero character in its texts, which the ledger takes and PostgreSQL does not, says what the CBOR says', () => {
    const odd = { ...pool, relays: ['relay\0.io:3001'], pool_metadata: 'https://x.io/\0' };
    expect(effectOf('PoolRegistration', odd)).toMatchObject({
      pool: { relays: [{ name: 'relay\uFFFD.io' }], metadata: { url: 'https://x.io/\uFFFD' } },
    });
  });

  test('of a retirement beyond all epochs is as good as the last', () => {
    expect(effectOf('PoolRetirement', { pool: key, epoch: 2n ** 64n - 1n })).toMatchObject({
      retiringEpoch: 2 ** 31 - 1,
    });
  });

  test('of a delegation keeps the 28 bytes that nodes kept', () => {
    expect(
      effectOf('StakeDelegation', { credential: { AddrKeyhash: key }, pool_hash: `${key}${script}` }),
    ).toMatchObject({ poolId: key });
  });

  test('of rewards from a pot takes amounts of either sign, or the other pot', () => {
    const to = { from_reserves: true, from_treasury: false };
    expect(
      effectOf('MoveInstantaneousRewardsCert', {
        ...to,
        to_stake_credentials: [[{ AddrKeyhash: key }, -5]],
        to_other_pot: null,
      }),
    ).toMatchObject({ from: 'reserves', to: { amounts: [[{ kind: 'key', hash: key }, -5n]] } });
    expect(
      effectOf('MoveInstantaneousRewardsCert', { ...to, to_stake_credentials: null, to_other_pot: 7 }),
    ).toMatchObject({ to: { kind: 'other-pot', amount: 7n } });
  });

  test('of a genesis key says that it happened and no more', () => {
    expect(readCertificate('GenesisKeyDelegation', {}, 0)).toEqual({ tag: 5, index: 0, effects: [] });
  });

  test.each<[string, CertificateVariant, Record<string, unknown>, string]>([
    ['a negative pledge', 'PoolRegistration', { ...pool, pledge: -1 }, 'pool_registration.pledge: lovelace'],
    [
      'a margin above one',
      'PoolRegistration',
      { ...pool, margin: 1.5 },
      'pool_registration.margin must be from 0 to 1',
    ],
    ['a margin in words', 'PoolRegistration', { ...pool, margin: '5 %' }, 'pool_registration.margin must be a number'],
    ['a margin too small', 'PoolRegistration', { ...pool, margin: 1e-300 }, 'pool_registration.margin must be'],
    ['an account of no kind', 'PoolRegistration', { ...pool, reward_account: key }, 'pool_registration.reward_account'],
    ['an owner too short', 'PoolRegistration', { ...pool, pool_owners: ['ab'] }, 'pool_registration.pool_owners[0]'],
    [
      'relays that are no list',
      'PoolRegistration',
      { ...pool, relays: 'x' },
      'pool_registration.relays must be a list',
    ],
    ['a key of the wrong length', 'PoolRegistration', { ...pool, vrf_keyhash: 'ab' }, 'pool_registration.vrf_keyhash'],
    ['no pool', 'StakeDelegation', { credential: { AddrKeyhash: key } }, 'stake_delegation.pool_hash must be a text'],
    [
      'two credentials',
      'StakeRegistration',
      { credential: { AddrKeyhash: key, Scripthash: key } },
      'stake_registration.credential must be',
    ],
    ['a negative epoch', 'PoolRetirement', { pool: key, epoch: -1 }, 'pool_retirement.epoch: epoch'],
    [
      'both pots',
      'MoveInstantaneousRewardsCert',
      { from_reserves: true, from_treasury: true },
      'must come from one of reserves and treasury',
    ],
  ])('is refused with %s, and the field is named', (_, variant, payload, says) => {
    expect(() => readCertificate(variant, payload, 0)).toThrow(
      expect.objectContaining({ code: 'POOLTOOL_EVENT_UNREADABLE', message: expect.stringContaining(says) }),
    );
  });
});
