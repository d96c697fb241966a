import { Type } from 'typebox';
import { accountInvalid } from '../errors.ts';
import { type AccountRoute, accountRoute, NO_FIELDS } from './account-route.ts';
import type { AccountsParts } from './accounts-parts.ts';
import { queryAddress } from './query-address.ts';
import { stakeKeyFrom, stakeKeyText } from './stake-key.ts';

const QUERY = {
  method: 'POST',
  access: 'anybody',
  body: Type.Object({ stake_key: stakeKeyText }),
  params: NO_FIELDS,
  query: NO_FIELDS,
  answer: {
    schema: Type.Object({
      success: Type.Boolean({ description: 'False: it is not in the newest snapshot.' }),
      epoch: Type.Optional(Type.Integer()),
      amount: Type.Optional(Type.Integer({ description: 'Lovelace.', format: 'int64' })),
      delegatedTo: Type.Optional(Type.String()),
      delegatedToTicker: Type.Optional(Type.String({ description: 'Empty where the pool has none.' })),
    }),
    example: { success: true, epoch: 580, amount: 1_234_567, delegatedTo: 'ab'.repeat(28), delegatedToTicker: '' },
  },
  errors: [accountInvalid],
} as const;

/** What an account delegates, for the website's page of rewards for taxes: of 2026, and the one before (clients.md 3.1, 3.8). */
export function queryAddressRoutes({
  pool,
  network,
}: Pick<AccountsParts, 'pool' | 'network'>): readonly AccountRoute[] {
  const handle = ({ body }: { readonly body: { readonly stake_key: string } }) =>
    queryAddress(pool, stakeKeyFrom(body.stake_key, network));
  return [
    accountRoute({
      ...QUERY,
      path: '/auth/queryaddress',
      operationId: 'queryAddress',
      summary: 'Tells what an account delegates in the newest snapshot',
      handle,
    }),
    accountRoute({
      ...QUERY,
      path: '/v1/queryaddress',
      operationId: 'oldQueryAddress',
      tag: 'old clients',
      deprecated: true,
      summary: 'Tells what an account delegates in the newest snapshot, for the old website',
      handle,
    }),
  ];
}
