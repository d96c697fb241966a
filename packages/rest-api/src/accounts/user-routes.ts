import { inTransaction } from '@pooltool/shared-utils/pg';
import { tooManyFavorites, tooManyNicknames, userUnknown } from '@pooltool/store';
import { changeFavorites, changeSettings, MOST_FAVORITES, userProfile } from '@pooltool/store/accounts';
import { listKeys } from '@pooltool/store/keys';
import { Type } from 'typebox';
import { notSignedIn, notYours } from '../errors.ts';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from './account-route.ts';
import { accountHex, poolIdText, userParameter, uuidText } from './account-schemas.ts';
import type { AccountsParts } from './accounts-parts.ts';
import { demandUser } from './bearer.ts';
import { shownUser } from './shown-user.ts';

const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Optional(Type.Union([schema, Type.Null()]));
const settings = Type.Object(
  {
    currency: orNull(Type.String({ pattern: '^[A-Za-z]{2,10}$' })),
    locale: orNull(Type.String({ pattern: '^[A-Za-z0-9_-]{2,20}$' })),
    addressNicknames: orNull(
      Type.Record(
        Type.String({ pattern: '^[0-9a-f]{56}$' }),
        Type.Union([Type.String({ maxLength: 100 }), Type.Null()]),
        {
          additionalProperties: false,
        },
      ),
    ),
  },
  { additionalProperties: false, description: 'Absent or null keeps what is set; an empty name is taken away.' },
);
const wholeUser = Type.Object({
  user_id: uuidText,
  authority: Type.String({ enum: ['user', 'groupadmin', 'administrator'] }),
  myAddresses: Type.Record(Type.String(), Type.Object({ nickname: Type.Optional(Type.String()) })),
  myPools: Type.Record(Type.String(), Type.Boolean()),
  myApiKeys: Type.Record(
    Type.String({ description: 'What the key is called; it is shown itself only when it is made.' }),
    Type.Object({ label: Type.String(), shown: Type.String(), created_at: Type.Integer() }),
  ),
  settings: Type.Object({
    currency: Type.Optional(Type.String()),
    locale: Type.Optional(Type.String()),
    addressNicknames: Type.Record(Type.String(), Type.String()),
  }),
  favorites: Type.Array(Type.String()),
  favoriteAddresses: Type.Array(Type.String()),
  ownedTranslations: Type.Record(Type.String(), Type.Boolean()),
});
const done = { schema: Type.Object({ success: Type.Boolean() }), example: { success: true } };
const favoriteParameters = Type.Object({ ...userParameter.properties, poolId: poolIdText });

/** What a user sees and sets of his own (clients.md 3.1, 3.5). */
export function userRoutes(parts: AccountsParts): readonly AccountRoute[] {
  const { pool } = parts;
  return [
    accountRoute({
      method: 'GET',
      path: '/api/user/:uid',
      operationId: 'user',
      access: 'own user',
      summary: 'All that is kept of a user',
      params: userParameter,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: { schema: wholeUser, example: EXAMPLE },
      errors: [notSignedIn, notYours, userUnknown],
      handle: async ({ params, request }) => {
        const user = params.uid.toLowerCase();
        await demandUser(request, { ...parts, user });
        const profile = await userProfile(pool, user);
        if (profile === null) throw userUnknown();
        return shownUser(profile, await listKeys(pool, user));
      },
    }),
    accountRoute({
      method: 'PUT',
      path: '/api/user/:uid/settings',
      operationId: 'changeSettings',
      access: 'own user',
      summary: 'Changes settings and favourites; what is absent or null stays as it is',
      params: userParameter,
      body: Type.Object({
        settings: orNull(settings),
        favorites: orNull(Type.Array(poolIdText, { maxItems: MOST_FAVORITES })),
        favorite_addresses: orNull(Type.Array(accountHex, { maxItems: MOST_FAVORITES })),
      }),
      query: NO_FIELDS,
      answer: done,
      errors: [notSignedIn, notYours, tooManyNicknames, tooManyFavorites],
      handle: async ({ params, body, request }) => {
        const user = params.uid.toLowerCase();
        await demandUser(request, { ...parts, user });
        const { favorites, favorite_addresses: accounts } = body;
        await inTransaction(pool, async (tx) => {
          await changeSettings(tx, user, body.settings ?? {});
          await changeFavorites(tx, user, {
            pools: { replaceBy: favorites ?? undefined },
            accounts: { replaceBy: accounts ?? undefined },
          });
        });
        return { success: true };
      },
    }),
    accountRoute({
      method: 'POST',
      path: '/api/user/:uid/favorites',
      operationId: 'addFavorite',
      access: 'own user',
      summary: 'Adds a pool to the favourites',
      params: userParameter,
      body: Type.Object({ pool_id: poolIdText }),
      query: NO_FIELDS,
      answer: done,
      errors: [notSignedIn, notYours, tooManyFavorites],
      handle: async ({ params, body, request }) => {
        const user = params.uid.toLowerCase();
        await demandUser(request, { ...parts, user });
        await inTransaction(pool, (tx) => changeFavorites(tx, user, { pools: { add: [body.pool_id] } }));
        return { success: true };
      },
    }),
    accountRoute({
      method: 'DELETE',
      path: '/api/user/:uid/favorites/:poolId',
      operationId: 'removeFavorite',
      access: 'own user',
      summary: 'Takes a pool from the favourites',
      params: favoriteParameters,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: done,
      errors: [notSignedIn, notYours],
      handle: async ({ params, request }) => {
        const user = params.uid.toLowerCase();
        await demandUser(request, { ...parts, user });
        await inTransaction(pool, (tx) => changeFavorites(tx, user, { pools: { remove: [params.poolId] } }));
        return { success: true };
      },
    }),
  ];
}

const EXAMPLE = {
  user_id: '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11',
  authority: 'user',
  myAddresses: { ['ab'.repeat(28)]: { nickname: 'cold' } },
  myPools: {},
  myApiKeys: {},
  settings: { currency: 'eur', addressNicknames: { ['ab'.repeat(28)]: 'cold' } },
  favorites: ['cd'.repeat(28)],
  favoriteAddresses: [],
  ownedTranslations: {},
};
