import type { Network } from '@pooltool/domain';
import type { Pool } from '@pooltool/shared-utils/pg';
import { makeSimulation } from '@pooltool/simulator';
import { claimNetwork } from '@pooltool/store';
import { type Stage, startStage } from '../../../epoch-processing/test/stage.ts';
import { expectDocumented } from '../documented.ts';
import { serveApi } from '../served-api.ts';

export const simulation = makeSimulation({ seed: 3, epochs: 6, epochLength: 300, forkRate: 0 });

/** A chain of six epochs that was followed and worked through. */
export async function followedStage(): Promise<Stage> {
  const stage = await startStage(simulation);
  await claimNetwork(stage.pool, simulation.network);
  await stage.follow(simulation);
  await stage.work();
  return stage;
}

type Json = ReturnType<typeof JSON.parse>;

/** What a page hears; it is 200 and exactly what the route's schema says. */
export type Ask = (route: string, url?: string) => Promise<Json>;

export function askerOf({ pool, network }: { readonly pool: Pool; readonly network: Network }): Ask {
  const { server } = serveApi({ pool, network });
  return async (route, url = route) => {
    const { statusCode: status, body } = await server.inject(url);
    expectDocumented(route, { status, body });
    return JSON.parse(body);
  };
}

/** One row of a query. */
export async function row(pool: Pool, sql: string, values: readonly unknown[] = []): Promise<Json> {
  const { rows } = await pool.query(sql, [...values]);
  return rows[0];
}
