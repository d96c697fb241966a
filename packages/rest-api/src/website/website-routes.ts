import type { ApiParts } from '../api-parts.ts';
import type { ApiRoute } from '../api-route.ts';
import { blocksRoute } from './blocks-route.ts';
import { epochRoutes } from './epoch-routes.ts';
import { networkRoutes } from './network-routes.ts';
import { pageRoutes } from './page-routes.ts';
import { poolRoutes } from './pool-routes.ts';
import { poolsRoute } from './pools-route.ts';
import { recentBlockRoute } from './recent-block-route.ts';

/** What the website of 2026 reads without an account (clients.md 3.1), in the order in which its pages ask. */
export const websiteRoutes = (parts: ApiParts): readonly ApiRoute[] => [
  recentBlockRoute(parts),
  ...epochRoutes(parts),
  ...networkRoutes(parts),
  poolsRoute(parts),
  ...poolRoutes(parts),
  blocksRoute(parts),
  ...pageRoutes(parts),
];
