import { poolToolErrorIn } from '@pooltool/shared-utils/errors';
import { assetPage } from '../page/asset-page.ts';
import { assetsPage } from '../page/assets-page.ts';
import { consolePage } from '../page/console-page.ts';
import { errorPage } from '../page/error-page.ts';
import { runPage } from '../page/run-page.ts';
import { sensorsPage } from '../page/sensors-page.ts';
import { loadAssetView } from '../view/asset-view.ts';
import { loadAssetsView } from '../view/assets-view.ts';
import { loadView } from '../view/console-view.ts';
import { loadPartitionView, loadRunView } from '../view/run-view.ts';
import { loadSensorsView } from '../view/sensors-view.ts';
import { actionRoutes } from './action-routes.ts';
import { frameOf, HTML } from './frame-of.ts';
import { type ChoiceQuery, gridChoice } from './grid-choice.ts';
import { localPath } from './local-path.ts';
import { loginRoutes } from './login-routes.ts';
import type { ConsoleParts, Scope } from './parts.ts';

/** Pages and forms for people: what is refused is told as a page, with the way on. */
export function pageRoutes(scope: Scope, parts: ConsoleParts): void {
  const { pool, clock } = parts;
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: string | Buffer) => Object.fromEntries(new URLSearchParams(body.toString())),
  );
  scope.setErrorHandler((error, request, reply) => {
    const told = poolToolErrorIn(error);
    if (told === undefined || told.disposition === 'halt') throw error;
    const page = errorPage(frameOf(request, parts), told, backOf(request.body));
    return reply.code(told.status).type(HTML).serializer(String).send(page);
  });

  scope.get('/', async (request, reply) =>
    reply.type(HTML).send(consolePage(await loadView(pool, { nowMs: clock.now() }), frameOf(request, parts))),
  );
  scope.get<{ Querystring: ChoiceQuery }>('/assets', async (request, reply) =>
    reply.type(HTML).send(assetsPage(await loadAssetsView(pool, gridChoice(request.query)), frameOf(request, parts))),
  );
  scope.get<{ Params: { asset: string } }>('/assets/:asset', async (request, reply) =>
    reply.type(HTML).send(assetPage(await loadAssetView(pool, request.params.asset), frameOf(request, parts))),
  );
  scope.get<{ Params: { asset: string; partition: string } }>('/partitions/:asset/:partition', async (request, reply) =>
    reply.type(HTML).send(runPage(await loadPartitionView(pool, request.params), frameOf(request, parts))),
  );
  scope.get<{ Params: { run: string } }>('/runs/:run', async (request, reply) =>
    reply.type(HTML).send(runPage(await loadRunView(pool, request.params.run), frameOf(request, parts))),
  );
  scope.get('/sensors', async (request, reply) =>
    reply.type(HTML).send(sensorsPage(await loadSensorsView(pool), frameOf(request, parts))),
  );
  loginRoutes(scope, parts);
  actionRoutes(scope, parts);
}

const backOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'back' in body && typeof body.back === 'string'
    ? localPath(body.back)
    : '/';
