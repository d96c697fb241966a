import type { AccountRoute } from '../accounts/account-route.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { adminMessageRoutes } from './message-routes.ts';
import { adminPoolRoutes } from './pool-routes.ts';
import { adminUserRoutes } from './user-routes.ts';
import { adminVerificationRoutes } from './verification-routes.ts';

/** Everything that administrators do over HTTP, and what an operator says on his pool's page. */
export const adminRoutes = (parts: AccountsParts): readonly AccountRoute[] => [
  ...adminPoolRoutes(parts),
  ...adminMessageRoutes(parts),
  ...adminUserRoutes(parts),
  ...adminVerificationRoutes(parts),
];
