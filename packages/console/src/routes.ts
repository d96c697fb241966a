import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { Clock } from '@pooltool/shared-utils/clock';
import { poolToolErrorIn } from '@pooltool/shared-utils/errors';
import type { HttpServer } from '@pooltool/shared-utils/http';
import type { Pool } from '@pooltool/shared-utils/pg';
import type { Live } from './live/live.ts';
import { consolePage } from './page/console-page.ts';
import { errorPage } from './page/error-page.ts';
import { runPage } from './page/run-page.ts';
import { loadView, PART_NAMES } from './view/console-view.ts';
import { loadPartitionView, loadRunView } from './view/run-view.ts';

/** Nothing comes from elsewhere, nothing runs that is not a file of ours, nobody may put the page into a frame. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const ASSETS = fileURLToPath(new URL('../assets', import.meta.url));
const UPLOT = join(dirname(fileURLToPath(import.meta.resolve('uplot'))));

export interface ConsoleParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly live: Live;
}

/** Pages for people, `/api/…` for programs, `/events` for pages. All of it reads, nothing writes. */
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

type Scope = Pick<HttpServer, 'get' | 'setErrorHandler' | 'addHook'>;

function pageRoutes(scope: Scope, { pool, clock }: ConsoleParts): void {
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  scope.setErrorHandler((error, _request, reply) => {
    const told = poolToolErrorIn(error);
    if (told === undefined || told.disposition === 'halt') throw error;
    return reply.code(told.status).type(HTML).serializer(String).send(errorPage(told, clock.now()));
  });
  scope.get('/', async (_request, reply) => {
    const nowMs = clock.now();
    return reply.type(HTML).send(consolePage(await loadView(pool, { nowMs }), nowMs));
  });
  scope.get<{ Params: { asset: string; partition: string } }>(
    '/partitions/:asset/:partition',
    async ({ params }, reply) => reply.type(HTML).send(runPage(await loadPartitionView(pool, params), clock.now())),
  );
  scope.get<{ Params: { run: string } }>('/runs/:run', async ({ params }, reply) =>
    reply.type(HTML).send(runPage(await loadRunView(pool, params.run), clock.now())),
  );
}

const HTML = 'text/html; charset=utf-8';

function apiRoutes(server: HttpServer, { pool, clock }: ConsoleParts): void {
  const view = () => loadView(pool, { nowMs: clock.now() });
  for (const name of PART_NAMES)
    server.get(`/api/${name}`, async (_request, reply) => reply.send((await view())[name]));
  server.get('/api/view', async (_request, reply) => reply.send(await view()));
  server.get<{ Params: { run: string } }>('/api/runs/:run', async ({ params }) => loadRunView(pool, params.run));
  server.get<{ Params: { asset: string; partition: string } }>(
    '/api/partitions/:asset/:partition',
    async ({ params }) => loadPartitionView(pool, params),
  );
}

function eventRoute(server: HttpServer, { live }: ConsoleParts): void {
  // No HEAD beside it: an answer without a body would have nothing to tell, and never end.
  server.get('/events', { exposeHeadRoute: false }, (request, reply) => {
    const { raw } = reply;
    // Refused before anything is sent: then the answer still is an ordinary error.
    const open = { write: (text: string) => raw.write(text), end: () => raw.end(), destroy: () => raw.destroy() };
    const watcher = Object.defineProperty({ ...open, writableLength: 0 }, 'writableLength', {
      get: () => raw.writableLength,
    });
    for (const [name, value] of Object.entries(HEADERS)) raw.setHeader(name, value);
    raw.setHeader('content-type', 'text/event-stream');
    raw.setHeader('cache-control', 'no-store');
    raw.setHeader('x-accel-buffering', 'no');
    live.watch(watcher);
    reply.hijack();
    request.raw.once('close', () => live.forget(watcher));
  });
  // Before the server waits for its last answers: these would never end.
  server.addHook('preClose', async () => live.close());
}
