import type { AccountFacts } from '../accounts/account-route.ts';
import type { RouteFacts } from '../api-route.ts';
import type { PostFacts } from '../post-route.ts';

/** All that is documented, in its order. */
export interface DocumentedRoutes {
  readonly routes: readonly RouteFacts[];
  readonly posts: readonly PostFacts[];
  readonly accounts?: readonly AccountFacts[];
}
