import type { AccountRoute } from './account-route.ts';
import type { AccountsParts } from './accounts-parts.ts';
import { authRoutes } from './auth-routes.ts';
import { userRoutes } from './user-routes.ts';

/** Every route for people's accounts. */
export const accountRoutes = (parts: AccountsParts): readonly AccountRoute[] => [
  ...authRoutes(parts),
  ...userRoutes(parts),
];
