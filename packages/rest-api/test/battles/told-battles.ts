import { type Block, type BlockClaim, customNetwork } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { claimNetwork, recordReports } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { branchOf, claimOf, follow, prove, rollBack, settle } from '../../../store/test/battles/small-contests.ts';
import { makeBlock } from '../../../store/test/chain/small-chain.ts';
import { reportOf } from '../../../store/test/tips/told-reports.ts';
import { expectDocumented } from '../documented.ts';
import { serveApi } from '../served-api.ts';

const NETWORK = customNetwork({ name: 'devnet42', magic: 42, systemStartMs: 0 });

export interface ToldBattles {
  readonly database: TestDatabase;
  /** of our chain: heights 1 to 30, and what it grew since */
  blockAt(height: number): Block;
  /** by one block of pool 7 */
  grow(): Promise<void>;
  ask(url: string, headers?: Record<string, string>): Promise<Asked>;
  close(): Promise<void>;
}

export interface Asked {
  readonly status: number;
  readonly body: string;
  readonly json: ReturnType<typeof JSON.parse>;
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * Pool 7 makes all of the chain but heights 4 (pool 9) and 6 (pool 8), where it had a block before that was undone. Epochs
 * are ten blocks long, and all but the last ten heights are settled.
 */
export async function openBattles({ rivals = [] }: { readonly rivals?: readonly Block[] } = {}): Promise<ToldBattles> {
  const database = await createTestDatabase();
  const { pool } = database;
  await claimNetwork(pool, NETWORK);
  const trunk = branchOf({ from: 1, to: 3, pool: 7 });
  const fourth = makeBlock({ height: 4, branch: 0, parent: trunk.at(-1) ?? null, pool: 9 });
  const fifth = branchOf({ from: 5, to: 5, onto: fourth, pool: 7 });
  await follow(pool, [
    ...trunk,
    fourth,
    ...fifth,
    ...branchOf({ from: 6, to: 6, branch: 1, onto: fifth[0] ?? null, pool: 7 }),
  ]);
  await rollBack(pool, fifth[0] ?? null);
  const sixth = makeBlock({ height: 6, branch: 0, parent: fifth[0] ?? null, pool: 8 });
  const rest = [sixth, ...branchOf({ from: 7, to: 30, onto: sixth, pool: 7 })];
  await follow(pool, rest);
  for (const rival of rivals) await prove(pool, rival, [20, 21]);
  await settle(pool);
  const { server } = serveApi({ pool, network: NETWORK });
  const chain = [...trunk, fourth, ...fifth, ...rest];
  return {
    database,
    blockAt(at) {
      const block = chain[at - 1];
      if (block === undefined) throw new Error(`there is no block ${at}`);
      return block;
    },
    async grow() {
      const next = branchOf({ from: chain.length + 1, to: chain.length + 1, onto: chain.at(-1) ?? null, pool: 7 });
      await follow(pool, next);
      chain.push(...next);
    },
    async ask(url, headers = {}) {
      const answer = await server.inject({ url, headers });
      const isJson = String(answer.headers['content-type']).startsWith('application/json');
      return {
        status: answer.statusCode,
        body: answer.body,
        json: isJson ? JSON.parse(answer.body) : null,
        headers: answer.headers,
      };
    },
    close: () => database.close(),
  };
}

/** A block that is not on our chain; of pool 33 where nothing else is said. Its slot is ten times the height, and `branch` more. */
export const rivalAt = (height: number, { branch = 3, pool = 33 } = {}): Block =>
  makeBlock({ height, branch, parent: null, pool });

export type Seen = readonly [from: number, delayMs: number | null, more?: Parameters<typeof reportOf>[3]];

/** Nodes tell when they had a block, and may say something else of it. */
export const report = async (
  { database }: ToldBattles,
  block: Block,
  seen: readonly Seen[],
  saying: Partial<BlockClaim> = {},
): Promise<void> => {
  await inTransaction(database.pool, (tx) =>
    recordReports(
      tx,
      seen.map(([from, delayMs, more]) => reportOf({ ...claimOf(block), ...saying }, from, delayMs, more)),
    ),
  );
};

/** Rows of an answer as CSV, with these columns. @throws Error when it is no CSV, or has others */
export async function csvRows(told: ToldBattles, url: string, columns: readonly string[]): Promise<string[][]> {
  const [path = '', query = ''] = url.split('?');
  const { status, body, headers } = await told.ask(`${path}.csv${query === '' ? '' : `?${query}`}`);
  const [head = '', ...rows] = body.split('\r\n').slice(0, -1);
  if (status !== 200 || headers['content-type'] !== 'text/csv; charset=utf-8')
    throw new Error(`no CSV: ${status} ${body}`);
  if (head !== columns.join(',')) throw new Error(`columns are ${head}`);
  return rows.map((row) => row.split(','));
}

/** Answers that are 200 and what the route's schema says. */
export async function expectAnswer(told: ToldBattles, route: string, url: string): Promise<Asked['json']> {
  const answer = await told.ask(url);
  expectDocumented(route, answer);
  return answer.json;
}
