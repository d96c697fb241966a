import { hash28, keyCredential, scriptCredential } from '@pooltool/domain/testing';
import { encodeStakeAddress } from '@pooltool/shared-utils/crypto';

/** An export that somebody might make of the old database, with whatever was found to be odd in it. Nobody's. */
export const ALICE = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
export const BOB = '1c4d0b63-9b90-4b2d-8f66-1e3c0d102b22';
export const CAROL = '2d5e1c74-acA1-4c3e-9077-2f4d1e213c33'.toLowerCase();
export const DAVE = '3e6f2d85-bdb2-4d4f-a188-305e2f324d44';
export const ERIN = '4f703e96-cec3-4e50-b299-416f30435e55';
export const FRANK = '50814fa7-dfd4-4f61-83aa-527041546f66';

/** Of "correct horse", by bcrypt with the least cost. */
export const BCRYPT = '$2b$04$UgQ8hbVKuoB6cYoNFd2tOeC1LPvdMR0W0Bb8UC6tQKZ4vKPoHXpx2';
export const JANUARY_MS = Date.UTC(2021, 0, 15);
export const INSTANCE = '7a8b9c0d-1111-4222-8333-444455556666';

export const [A1, A2, B1, C1, SHARED] = [71, 72, 73, 74, 75].map((number) => hash28(number));
export const scriptOf = scriptCredential(76);

const verified = (atMs: number, more = {}) => ({
  status: 'verified',
  createdDate: atMs - 60_000,
  verificationDate: atMs,
  paymentAmount: 2_345_000,
  paymentToAddress: 'addr1ours',
  ...more,
});

export const oldExport = (hash = BCRYPT) => ({
  Mainnet: {
    users: {
      auth: {
        // All of it: two addresses, one proven with the header byte before it.
        [ALICE]: {
          passwordHash: hash,
          createdAt: JANUARY_MS,
          gcm_token: 'a token of a device',
          verifiedAddresses: { x: A1, y: `e1${A2}` },
        },
        // Of the time before createdAt; the service made a list of his addresses.
        [BOB]: { passwordHash: hash, verifiedAddresses: [null, B1] },
        [DAVE]: { passwordHash: 'md5:0cc175b9c0f1b6a831c399e269772661', createdAt: JANUARY_MS },
        [ERIN]: { passwordHash: hash, createdAt: JANUARY_MS },
        'not-a-uuid': { passwordHash: hash },
        [FRANK]: { passwordHash: hash, createdAt: 'yesterday' },
        // What only signed out again.
        '61925fb8-e0e5-4072-94bb-638152657077': true,
      },
      addr2user: {
        [`${A1}`]: ALICE,
        [`${A2}`]: ALICE,
        // As somebody typed it into the old administration.
        [encodeStakeAddress(keyCredential(73), 'mainnet')]: BOB,
        [`${C1}`]: CAROL,
        [hash28(77)]: DAVE,
        [`${SHARED}`]: ALICE,
        [`f1${scriptOf.hash}`]: BOB,
        [hash28(78)]: 'not-a-uuid',
        [hash28(79)]: 17,
        nonsense: ALICE,
      },
      verification_statuses: {
        [INSTANCE]: {
          [ALICE]: { [`${A1}`]: verified(JANUARY_MS + 5_000) },
          // Whoever has no users/auth gave a password with his proof; an empty one was kept for a missing one.
          [CAROL]: {
            [`${C1}`]: verified(JANUARY_MS + 7_000, { passwordHash: hash }),
            [hash28(80)]: { status: 'pending', createdDate: JANUARY_MS, passwordHash: hash },
          },
          [BOB]: { [`${SHARED}`]: verified(JANUARY_MS, { passwordHash: '' }) },
        },
      },
      verified_addresses: { [INSTANCE]: { p: A1 } },
      privMeta: {
        [ALICE]: {
          authority: 'administrator',
          myAddresses: { [`${A1}`]: { nickname: 'savings\u0000 ', first: '', second: '' }, [`${A2}`]: true },
          myApiKeys: { 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee': { api_key_name: 'Generated', poolids: {} } },
          myPools: { [hash28(1)]: true },
          mySubscriptions: { feature_rewards_tracking: 1 },
          myEmail: 'alice@example.com',
        },
        // Written by a client: somebody else's address.
        [BOB]: {
          authority: 'delegator',
          myAddresses: { [`${B1}`]: { nickname: 'null' }, [`${A1}`]: { nickname: 'mine' } },
        },
        [CAROL]: { authority: 'groupadmin', myAddresses: 'none' },
      },
      pubMeta: { [ALICE]: { nickName: 'alice', activeDelegations: { [hash28(1)]: 12 } } },
    },
    stake_pools: { [hash28(1)]: { id: hash28(1) } },
  },
});
