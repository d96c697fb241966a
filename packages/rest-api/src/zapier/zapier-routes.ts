import type { AccountRoute } from '../accounts/account-route.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { zapierHookRoutes } from './hook-routes.ts';
import { zapierKeyRoutes } from './key-routes.ts';

/** What Zapier, and the page on which a user makes his key for it, have always asked. */
export const zapierRoutes = (parts: AccountsParts): readonly AccountRoute[] => [
  ...zapierKeyRoutes(parts),
  ...zapierHookRoutes(parts),
];
