import { adminRoutes } from '../admin/admin-routes.ts';
import { operatorRoutes } from '../operators/operator-routes.ts';
import { zapierRoutes } from '../zapier/zapier-routes.ts';
import type { AccountRoute } from './account-route.ts';
import type { AccountsParts } from './accounts-parts.ts';
import { provingRoutes } from './proving-routes.ts';
import { queryAddressRoutes } from './query-address-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { userRoutes } from './user-routes.ts';
import { verificationRoutes } from './verification-routes.ts';

/** Every route for people's accounts. */
export const accountRoutes = (parts: AccountsParts): readonly AccountRoute[] => [
  ...signInRoutes(parts),
  ...provingRoutes(parts),
  ...queryAddressRoutes(parts),
  ...verificationRoutes(parts),
  ...userRoutes(parts),
  ...adminRoutes(parts),
  ...operatorRoutes(parts),
  ...zapierRoutes(parts),
];
