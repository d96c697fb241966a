import { inTransaction } from '@pooltool/shared-utils/pg';
import { claimPool, giveUpClaim, poolsSpokenFor, type SpokenFor } from '@pooltool/store/operators';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from '../accounts/account-route.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { signedIn } from '../accounts/bearer.ts';
import { notSignedIn, poolClaimUnproven, poolIdInvalid, poolUnknown } from '../errors.ts';
import { poolFrom, poolParameter } from '../parameters/pool-parameter.ts';
import { proofFrom, signatureText, unproven, vrfKeyText } from './key-proof.ts';
import { POOL_EXAMPLE, poolHex, vrfKeyHashText } from './operator-schemas.ts';

const spokenFor = Type.Object({
  pool: poolHex,
  grounds: Type.String({
    enum: ['given', 'claimed'],
    description:
      '`given`: by whoever runs this API, for good. `claimed`: as long as the registration in force names `vrf_key_hash`.',
  }),
  vrf_key_hash: Type.Union([vrfKeyHashText, Type.Null()], {
    description: 'Of the VRF key that you signed with; null of a pool that was given.',
  }),
});
const EXAMPLE = {
  pool: POOL_EXAMPLE,
  grounds: 'claimed',
  vrf_key_hash: 'f58bf0111f8e9b233c2dcbb72b5ad400330cf260c6fb556eb30cefd387e5364c',
};
const shown = ({ pool, grounds }: SpokenFor) => ({
  pool,
  grounds: grounds.kind,
  vrf_key_hash: grounds.kind === 'given' ? null : grounds.vrfKeyHash,
});

/** Which pools somebody speaks for: his keys report for them, and he writes what is told of them. */
export function claimRoutes({ pool, clock, domain }: AccountsParts): readonly AccountRoute[] {
  const parts = { pool, clock };
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
      summary: 'Claims a pool whose VRF key you have: the answer to its challenge, by CIP-22',
      description:
        'It counts for all your keys from now on, until a registration comes into force that names another VRF key, which you sign with anew. ' +
        'Who speaks for the pool already needs no proof, and claiming again changes nothing. A signature that is refused leaves the challenge open.',
      params: NO_FIELDS,
      query: NO_FIELDS,
      body: Type.Object({
        pool_id: poolParameter,
        vrf_vkey: Type.Optional(vrfKeyText),
        signature: Type.Optional(signatureText),
      }),
      answer: { schema: spokenFor, example: EXAMPLE },
      errors: [notSignedIn, poolClaimUnproven, poolIdInvalid, poolUnknown],
      handle: async ({ request, body }) => {
        const user = await signedIn(request, parts);
        const asked = poolFrom(body.pool_id);
        const proof = proofFrom(body);
        const claimed = await inTransaction(pool, (tx) =>
          claimPool(tx, { user, pool: asked, proof, domain, nowMs: clock.now() }),
        );
        switch (claimed.kind) {
          case 'speaks':
            return shown(claimed.spoken);
          case 'no-such-pool':
            throw poolUnknown({ message: `nobody ever registered a pool ${asked}` });
          case 'unproven':
            throw unproven(claimed, asked);
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
