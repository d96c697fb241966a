import type { AccountRoute } from '../accounts/account-route.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { alertRoutes } from './alert-routes.ts';
import { challengeRoute } from './challenge-route.ts';
import { claimRoutes } from './claim-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { noteRoutes } from './note-routes.ts';

/** What operators do for themselves, in the order of its documentation. */
export const operatorRoutes = (parts: AccountsParts): readonly AccountRoute[] => [
  challengeRoute(parts),
  ...claimRoutes(parts),
  ...keyRoutes(parts),
  ...noteRoutes(parts),
  ...alertRoutes(parts),
];
