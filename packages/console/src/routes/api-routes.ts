import { loadAssetView } from '../view/asset-view.ts';
import { loadAssetsView } from '../view/assets-view.ts';
import { loadView, PART_NAMES } from '../view/console-view.ts';
import { loadPartitionView, loadRunView } from '../view/run-view.ts';
import { loadSensorsView } from '../view/sensors-view.ts';
import { programRoutes } from './action-routes.ts';
import { type ChoiceQuery, gridChoice } from './grid-choice.ts';
import type { ConsoleParts, Scope } from './parts.ts';

/** The same as the pages, as JSON. */
export function apiRoutes(scope: Scope, parts: ConsoleParts): void {
  const { pool, clock } = parts;
  const view = () => loadView(pool, { nowMs: clock.now() });
  for (const name of PART_NAMES) scope.get(`/api/${name}`, async (_request, reply) => reply.send((await view())[name]));
  scope.get('/api/view', async (_request, reply) => reply.send(await view()));
  scope.get<{ Querystring: ChoiceQuery }>('/api/assets', async ({ query }) => loadAssetsView(pool, gridChoice(query)));
  scope.get<{ Params: { asset: string } }>('/api/assets/:asset', async ({ params }) => {
    const { states, ...asset } = await loadAssetView(pool, params.asset);
    return { ...asset, states: Object.fromEntries(states) };
  });
  scope.get('/api/sensors/ticks', async () => loadSensorsView(pool));
  scope.get<{ Params: { run: string } }>('/api/runs/:run', async ({ params }) => loadRunView(pool, params.run));
  scope.get<{ Params: { asset: string; partition: string } }>('/api/partitions/:asset/:partition', async ({ params }) =>
    loadPartitionView(pool, params),
  );
  programRoutes(scope, parts);
}
