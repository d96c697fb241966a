import type { AccountRoute } from '../accounts/account-route.ts';
import { OLD_CLIENTS } from './admit.ts';
import type { OldClientsParts } from './old-clients-parts.ts';
import { oldSignInRoutes } from './old-sign-in-routes.ts';
import { oldVerificationRoutes } from './old-verification-routes.ts';

/** By which the last Firebase website and the app sign in and prove addresses (clients.md 3.8, 3.9). */
export const oldClientRoutes = (parts: OldClientsParts): readonly AccountRoute[] =>
  OLD_CLIENTS.flatMap((client) => [...oldSignInRoutes(parts, client), ...oldVerificationRoutes(parts, client)]);
