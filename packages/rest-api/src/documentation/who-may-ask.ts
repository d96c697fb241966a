import type { Access } from '../accounts/account-route.ts';

/** In words, by the list that the authorisation test holds. */
export const WHO_MAY_ASK: Readonly<Record<Access, string>> = {
  anybody: 'For everybody. Who is signed in may send his token.',
  'signed in': 'For whoever is signed in.',
  'own user': 'For the user whom the path names alone.',
  'pool operator': 'For whoever may speak for the pool that the path names.',
  'group administrator': 'For group administrators and administrators.',
  administrator: 'For administrators.',
  'zapier key': 'For whoever sends a key of his for Zapier and its secret.',
  'client key': 'For clients that were there before this API, by the `X-API-KEY` that each has.',
};

/** What everybody may ask: an operator's key changes the limits alone. */
export const WITH_A_KEY_OR_WITHOUT = { security: [{}, { operatorKey: [] }] } as const;

export const SECURITY_SCHEMES = {
  operatorKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-KEY',
    description:
      'An operator’s key, `ptk_…`, also as `Authorization: Bearer …`: requests are counted by its user and no more by address.',
  },
  session: { type: 'http', scheme: 'bearer', description: 'The token that POST /auth/login answers.' },
  client: { type: 'apiKey', in: 'header', name: 'X-API-KEY', description: 'What each old client was built with.' },
};

export function securityOf(access: Access): { readonly security?: readonly object[] } {
  switch (access) {
    case 'anybody':
    case 'zapier key':
      return {};
    case 'client key':
      return { security: [{ client: [] }] };
    case 'signed in':
    case 'own user':
    case 'pool operator':
    case 'group administrator':
    case 'administrator':
      return { security: [{ session: [] }] };
  }
}
