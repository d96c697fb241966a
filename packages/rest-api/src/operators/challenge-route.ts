import { toHex } from '@pooltool/shared-utils/crypto';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { challengeFor } from '@pooltool/store/operators';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from '../accounts/account-route.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { signedIn } from '../accounts/bearer.ts';
import { notSignedIn, poolIdInvalid, poolUnknown } from '../errors.ts';
import { poolFrom, poolParameter } from '../parameters/pool-parameter.ts';
import { ISO_TIME } from './operator-schemas.ts';

const challenge = Type.Object({
  domain: Type.String({ description: 'In whose name it is asked: a signature for another domain is refused.' }),
  nonce: Type.String({ description: 'What is to be signed: 64 random bytes.', pattern: '^[0-9a-f]{128}$' }),
  expires_at: ISO_TIME,
  command: Type.String({
    description: "What to run beside the pool's VRF key. Its `signature` is what the claim wants.",
  }),
});
const commandOf = (domain: string, nonce: string): string =>
  `cncli sign --pool-vrf-skey vrf.skey --domain ${domain} --nonce ${nonce}`;
const NONCE_EXAMPLE = 'c936ab10'.repeat(16);
const EXAMPLE = {
  domain: 'api.pooltool.io',
  nonce: NONCE_EXAMPLE,
  expires_at: '2026-11-22T18:00:00.000Z',
  command: commandOf('api.pooltool.io', NONCE_EXAMPLE),
};

/** What whoever has a pool's VRF key signs, so that he speaks for the pool (CIP-22). */
export const challengeRoute = ({ pool, clock, random, domain }: AccountsParts): AccountRoute =>
  accountRoute({
    method: 'POST',
    path: '/v1/operator/pools/:pool/challenge',
    operationId: 'challengePool',
    access: 'signed in',
    tag: 'Operators',
    summary: "What to sign with a pool's VRF key, so that you may claim the pool (CIP-22)",
    description:
      'For you and this pool alone, for an hour, and for one claim. Asking again puts another challenge in its place.',
    params: Type.Object({ pool: poolParameter }),
    query: NO_FIELDS,
    body: NO_BODY,
    answer: { schema: challenge, example: EXAMPLE },
    errors: [notSignedIn, poolIdInvalid, poolUnknown],
    handle: async ({ request, params }) => {
      const user = await signedIn(request, { pool, clock });
      const asked = poolFrom(params.pool);
      const nonce = Buffer.concat([random(), random()]);
      const put = await inTransaction(pool, (tx) => challengeFor(tx, { user, pool: asked, nonce, nowMs: clock.now() }));
      if (put === null) throw poolUnknown({ message: `nobody ever registered a pool ${asked}` });
      return {
        domain,
        nonce: toHex(nonce),
        expires_at: new Date(put.expiresAtMs).toISOString(),
        command: commandOf(domain, toHex(nonce)),
      };
    },
  });
