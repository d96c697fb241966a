import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { HttpServer } from '@pooltool/shared-utils/http';
import { apiRoutes } from './routes/api-routes.ts';
import { eventRoute } from './routes/event-route.ts';
import { HEADERS } from './routes/headers.ts';
import { pageRoutes } from './routes/page-routes.ts';
import type { ConsoleParts } from './routes/parts.ts';

const ASSETS = fileURLToPath(new URL('../assets', import.meta.url));
const UPLOT = join(dirname(fileURLToPath(import.meta.resolve('uplot'))));

/** Pages and forms for people, `/api/…` for programs, `/events` for pages. What does something is a POST and asks who it is. */
export async function consoleRoutes(server: HttpServer, parts: ConsoleParts): Promise<void> {
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS);
  });
  // Always asked again, answered 304 when unchanged: after an upgrade no page runs an old script.
  const files = {
    cacheControl: false,
    index: false as const,
    setHeaders: (reply: { header(name: string, value: string): unknown }) => reply.header('cache-control', 'no-cache'),
  };
  await server.register(fastifyStatic, { ...files, root: ASSETS, prefix: '/static/' });
  await server.register(fastifyStatic, { ...files, root: UPLOT, prefix: '/uplot/', decorateReply: false });
  await server.register(async (scope) => pageRoutes(scope, parts));
  apiRoutes(server, parts);
  eventRoute(server, parts);
}
