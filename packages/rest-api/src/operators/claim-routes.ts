import type { Network, StakeCredential } from '@pooltool/domain';
import { encodeStakeAddress } from '@pooltool/shared-utils/crypto';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { claimPool, giveUpClaim, type PoolAddresses, poolsSpokenFor, type SpokenFor } from '@pooltool/store/operators';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from '../accounts/account-route.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { signedIn } from '../accounts/bearer.ts';
import { notSignedIn, notYourPool, poolIdInvalid, poolUnknown } from '../errors.ts';
import { poolFrom, poolParameter } from '../parameters/pool-parameter.ts';
import { POOL_EXAMPLE, poolHex, stakeAddressText } from './operator-schemas.ts';

const spokenFor = Type.Object({
  pool: poolHex,
  grounds: Type.String({
    enum: ['given', 'claimed'],
    description:
      '`given`: by whoever runs this API, for good. `claimed`: as long as one of `addresses` stands in the registration in force.',
  }),
  addresses: Type.Array(stakeAddressText, {
    description: 'Those that you proved, of the pool: its reward account, its owners.',
  }),
});
const EXAMPLE = {
  pool: POOL_EXAMPLE,
  grounds: 'claimed',
  addresses: ['stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw'],
};

/** Which pools somebody speaks for: his keys report for them, and he writes what is told of them. */
export function claimRoutes({ pool, clock, network }: AccountsParts): readonly AccountRoute[] {
  const parts = { pool, clock };
  const shown = ({ pool: id, grounds }: SpokenFor) => ({
    pool: id,
    grounds: grounds.kind,
    addresses: grounds.kind === 'given' ? [] : grounds.by.map((address) => addressText(address, network)),
  });
  return [
    accountRoute({
      method: 'GET',
      path: '/v1/operator/pools',
      operationId: 'myPools',
      access: 'signed in',
      tag: 'Operators',
      summary: 'Pools that you may speak for at this moment, and why',
      params: NO_FIELDS,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: { schema: Type.Object({ pools: Type.Array(spokenFor) }), example: { pools: [EXAMPLE] } },
      errors: [notSignedIn],
      handle: async ({ request }) => {
        const user = await signedIn(request, parts);
        return { pools: (await poolsSpokenFor(pool, user)).map(shown) };
      },
    }),
    accountRoute({
      method: 'POST',
      path: '/v1/operator/pools',
      operationId: 'claimPool',
      access: 'signed in',
      tag: 'Operators',
      summary: 'Claims a pool of which you proved the reward account or an owner',
      description:
        'It counts for all your keys from now on, until a registration comes into force that names none of your addresses. Claiming again changes ' +
        'nothing. Where nothing of the pool is proven, the error names the addresses of which one has to be (`details.addresses`).',
      params: NO_FIELDS,
      query: NO_FIELDS,
      body: Type.Object({ pool_id: poolParameter }),
      answer: { schema: spokenFor, example: EXAMPLE },
      errors: [notSignedIn, notYourPool, poolIdInvalid, poolUnknown],
      handle: async ({ request, body }) => {
        const user = await signedIn(request, parts);
        const asked = poolFrom(body.pool_id);
        const claimed = await inTransaction(pool, (tx) => claimPool(tx, { user, pool: asked, nowMs: clock.now() }));
        switch (claimed.kind) {
          case 'speaks':
            return shown(claimed.spoken);
          case 'no-such-pool':
            throw poolUnknown({ message: `nobody ever registered a pool ${asked}` });
          case 'nothing-proven':
            throw provesNothing(claimed.addresses, network);
        }
      },
    }),
    accountRoute({
      method: 'DELETE',
      path: '/v1/operator/pools/:pool',
      operationId: 'giveUpPool',
      access: 'signed in',
      tag: 'Operators',
      summary: 'Gives up a claim; a pool that was given to you stays',
      params: Type.Object({ pool: poolParameter }),
      query: NO_FIELDS,
      body: NO_BODY,
      answer: {
        schema: Type.Object({ success: Type.Boolean({ description: 'False: there was no claim.' }) }),
        example: { success: true },
      },
      errors: [notSignedIn, poolIdInvalid],
      handle: async ({ request, params }) => {
        const user = await signedIn(request, parts);
        const asked = poolFrom(params.pool);
        return { success: await inTransaction(pool, (tx) => giveUpClaim(tx, { user, pool: asked })) };
      },
    }),
  ];
}

const addressText = (credential: StakeCredential, { address }: Pick<Network, 'address'>): string =>
  encodeStakeAddress(credential, address.networkId === 1 ? 'mainnet' : 'testnet');

/** They are public: anybody reads them from the chain. */
function provesNothing({ rewardAccount, owners }: PoolAddresses, network: Network) {
  const rewards = addressText(rewardAccount, network);
  const others = owners.map((owner) => addressText(owner, network)).filter((text) => text !== rewards);
  return notYourPool({
    message: `you proved no address of this pool: its reward account is ${rewards}${others.length === 0 ? '' : `, its owners are ${others.join(', ')}`}`,
    details: { addresses: [rewards, ...others] },
  });
}
