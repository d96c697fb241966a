import { credentialHash, credentialText, customNetwork, stakeCredential } from '@pooltool/domain';
import { manualClock } from '@pooltool/shared-utils/clock';
import { claimNetwork } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { Value } from 'typebox/value';
import { expect } from 'vitest';
import { type HistoryAllowances, historyLimits } from '../../src/histories/history-limits.ts';
import { filesAt } from '../../src/histories/history-meta.ts';
import { historyRoutes } from '../../src/histories/history-routes.ts';
import { oldHistoryRoutes } from '../../src/histories/old-history-routes.ts';
import { serveApi } from '../served-api.ts';

export const NETWORK = customNetwork({ name: 'devnet42', magic: 42, systemStartMs: 0 });
const UNLIMITED = { perSecond: 1_000, burst: 1_000_000 };

type Json = ReturnType<typeof JSON.parse>;

export interface HistoriesStage {
  readonly database: TestDatabase;
  /** the API with these bounds, beginning anew */
  serve(allowances?: HistoryAllowances): {
    /** 200, and exactly what the route's schema says */
    ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Json>;
    inject(
      method: 'GET' | 'POST',
      path: string,
      options?: { readonly body?: unknown; readonly from?: string },
    ): Promise<{ readonly status: number; readonly headers: Json; readonly json: Json }>;
    readonly advance: (ms: number) => Promise<void>;
  };
  /** As the publisher leaves it: written, and its mark gone. */
  draw(key: string): Promise<void>;
  watched(): Promise<readonly string[]>;
  marks(): Promise<readonly string[]>;
}

export async function historiesStage(): Promise<HistoriesStage> {
  const database = await createTestDatabase();
  await claimNetwork(database.pool, NETWORK);
  const { pool } = database;
  return {
    database,
    serve(allowances = { perAddress: UNLIMITED, altogether: UNLIMITED }) {
      const clock = manualClock(Date.UTC(2026, 0, 2));
      const parts = {
        pool,
        files: filesAt('https://files.test/bucket/', NETWORK),
        countNewKeys: historyLimits(allowances, clock),
      };
      const routes = [...historyRoutes(parts), ...oldHistoryRoutes(parts)];
      const { server } = serveApi({ pool, network: NETWORK, clock, accounts: routes });
      const inject = async (
        method: 'GET' | 'POST',
        url: string,
        { body, from = '203.0.113.1' }: { readonly body?: unknown; readonly from?: string } = {},
      ) => {
        const answer = await server.inject({
          method,
          url,
          remoteAddress: from,
          headers: body === undefined ? {} : { 'content-type': 'application/json' },
          ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
        });
        return { status: answer.statusCode, headers: answer.headers, json: JSON.parse(answer.body) };
      };
      return {
        inject,
        advance: (ms) => clock.advance(ms),
        async ask(method, path, body) {
          const { status, json } = await inject(method, path, { body });
          const route = routes.find((one) => one.method === method && path.startsWith(one.path.split(':')[0] ?? ''));
          expect([status, route === undefined ? 'no route' : [...Value.Errors(route.answer.schema, json)]]).toEqual([
            200,
            [],
          ]);
          return json;
        },
      };
    },
    async draw(key) {
      const subject = credentialText(stakeCredential('key', credentialHash(key)));
      await pool.query(`delete from document_mark where kind = 'stake_history_file' and subject = $1`, [subject]);
      await pool.query(`insert into document_state values ('stake_history_file', $1, '\\x00', now())`, [subject]);
    },
    watched: async () => {
      const { rows } = await pool.query<{ key: string }>(
        `select encode(credential, 'hex') as key from watched_key order by key`,
      );
      return rows.map(({ key }) => key);
    },
    marks: async () => {
      const { rows } = await pool.query<{ mark: string }>(
        `select kind || ' ' || subject as mark from document_mark where kind = 'stake_history_file' order by mark`,
      );
      return rows.map(({ mark }) => mark);
    },
  };
}
