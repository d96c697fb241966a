import type { HttpServer } from '@pooltool/shared-utils/http';
import type { AccountRoute } from './accounts/account-route.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiRoute } from './api-route.ts';
import { type AllowedOrigins, allowOrigins } from './conventions/cors.ts';
import { finishAnswer } from './conventions/finish-answers.ts';
import { type CountedKeys, limitRates } from './conventions/rate-limits.ts';
import { refuseOtherMethods } from './conventions/refuse-other-methods.ts';
import type { Allowance } from './conventions/token-buckets.ts';
import { documentationRoutes } from './documentation/documentation-routes.ts';
import { poolSlotsRoute } from './operators/pool-slots.ts';
import type { PostRoute } from './post-route.ts';
import { accountExplanationRoute } from './routes/account-explanation.ts';
import { accountRewardsRoute } from './routes/account-rewards.ts';
import { battleStatisticsRoute } from './routes/battle-statistics.ts';
import { blockDelaysRoute } from './routes/block-delays.ts';
import { epochRoute } from './routes/epoch.ts';
import { epochOrphansRoute } from './routes/epoch-orphans.ts';
import { epochsRoute } from './routes/epochs.ts';
import { heightContestRoute } from './routes/height-contest.ts';
import { networkSyncRoute } from './routes/network-sync.ts';
import { poolBattlesRoute } from './routes/pool-battles.ts';
import { poolDelaysRoute } from './routes/pool-delays.ts';
import { poolExplanationRoute } from './routes/pool-explanation.ts';
import { poolPropagationRoute } from './routes/pool-propagation.ts';
import { poolsRoutes } from './routes/pools.ts';
import { potExplanationRoute } from './routes/pot-explanation.ts';
import { websiteRoutes } from './website/website-routes.ts';
import type { Connections } from './websocket/connections.ts';
import { webSocketRoute } from './websocket/upgrade-route.ts';

export interface ServingParts extends ApiParts {
  readonly publicUrl: string;
  readonly origins: AllowedOrigins;
  /** of an address */
  readonly allowance: Allowance;
  /** absent: nobody has a key here, and all are counted by address */
  readonly keyed?: CountedKeys;
  /** what operators' programs send to */
  readonly posts: readonly PostRoute[];
  /** of people's accounts; absent: there are none here */
  readonly accounts?: readonly AccountRoute[];
  /** of those that pages are pushed to; absent: there are none here */
  readonly sockets?: Connections;
}

/** Every route of the API, in the order of its documentation. */
export const routesOf = (parts: ApiParts): readonly ApiRoute[] => [
  epochsRoute(parts),
  epochRoute(parts),
  potExplanationRoute(parts),
  ...poolsRoutes(parts),
  poolExplanationRoute(parts),
  accountExplanationRoute(parts),
  accountRewardsRoute(parts),
  blockDelaysRoute(parts),
  poolDelaysRoute(parts),
  poolPropagationRoute(parts),
  networkSyncRoute(parts),
  poolBattlesRoute(parts),
  heightContestRoute(parts),
  epochOrphansRoute(parts),
  battleStatisticsRoute(parts),
  poolSlotsRoute(parts),
  ...websiteRoutes(parts),
];

/** The conventions first, so that they hold for every route, also for those that are not there. */
export function apiRoutes(server: HttpServer, parts: ServingParts): void {
  const { clock, origins, allowance, keyed = null, publicUrl, posts, accounts = [], sockets } = parts;
  server.addHook('onRequest', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
  });
  server.addHook('onRequest', allowOrigins(origins));
  server.addHook('onRequest', limitRates({ allowance, keyed, clock }));
  server.addHook('onSend', finishAnswer);

  const refuseTheRest = refuseOtherMethods(server);
  const routes = routesOf(parts);
  for (const route of routes) route.mount(server, { publicUrl });
  documentationRoutes(server, { routes, posts, accounts }, { publicUrl });
  for (const post of posts) post.mount(server);
  for (const account of accounts) account.mount(server);
  if (sockets !== undefined) webSocketRoute(server, { connections: sockets, origins });
  refuseTheRest();
}
