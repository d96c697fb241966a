import { preview } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { openPool } from '@pooltool/shared-utils/pg';
import { Value } from 'typebox/value';
import { expect } from 'vitest';
import { routesOf } from '../src/api-routes.ts';
import { AT_ONCE, EMPTY_ARCHIVE } from './served-api.ts';

/** Never asked: only the routes' facts are read. */
const pool = openPool({ connectionString: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test' });
const ROUTES = routesOf({ pool, archive: EMPTY_ARCHIVE, network: preview, inTurn: AT_ONCE, clock: systemClock });

/** The answer is 200 and exactly what the documentation of its route says. */
export function expectDocumented(path: string, answer: { readonly status: number; readonly body: string }): void {
  expect([answer.status, answer.status === 200 ? '' : answer.body]).toEqual([200, '']);
  const route = ROUTES.find((one) => one.path === path);
  expect(route, path).toBeDefined();
  if (route === undefined) return;
  expect([...Value.Errors(route.answers['application/json'].schema, JSON.parse(answer.body))]).toEqual([]);
}
