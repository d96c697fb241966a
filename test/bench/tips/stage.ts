import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Network, networkText } from '../../../packages/domain/src/index.ts';
import { type RunningServer, startDynamoDb } from '../../../packages/local-cloud/src/index.ts';
import { startPostgres } from '../../../packages/local-cloud/src/postgres/index.ts';
import { openDynamoDb } from '../../../packages/shared-utils/src/aws/index.ts';
import { openPool, type Pool } from '../../../packages/shared-utils/src/pg/index.ts';
import { claimNetwork, migrate } from '../../../packages/store/src/index.ts';
import { ensureTables } from '../../../packages/tip-inbox/src/index.ts';

/** A PostgreSQL with fsync as in production, a DynamoDB in memory, and databases of one network. */
export interface TipsStage {
  readonly folder: string;
  readonly networkFile: string;
  readonly dynamoUrl: string;
  database(name: string): Promise<{ readonly pool: Pool; readonly url: string }>;
  stop(): Promise<void>;
}

export const TABLES = { itemTable: 'NewTips', feedTable: 'NewTipsFeed' } as const;

export async function startTipsStage(network: Network): Promise<TipsStage> {
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-bench-tips-'));
  const networkFile = join(folder, 'network.json');
  await writeFile(networkFile, networkText(network));
  const postgres = await startPostgres({ dataDir: join(folder, 'pg') });
  const dynamo = await startDynamo();
  const urlOf = (name: string): string => Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
  const admin = openPool({ connectionString: postgres.url, applicationName: 'bench', max: 1 });
  const opened: Pool[] = [admin];
  await admin.query('create database template_tips');
  await migrate(urlOf('template_tips'));
  return {
    folder,
    networkFile,
    dynamoUrl: dynamo.url,
    async database(name) {
      await admin.query(`create database ${name} template template_tips`);
      const pool = openPool({ connectionString: urlOf(name), applicationName: 'bench', max: 3 });
      opened.push(pool);
      await claimNetwork(pool, network);
      return { pool, url: urlOf(name) };
    },
    async stop() {
      await Promise.all(opened.map((pool) => pool.end()));
      await dynamo.stop();
      await postgres.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function startDynamo(): Promise<RunningServer> {
  const dynamo = await startDynamoDb();
  const client = openDynamoDb({ endpoint: dynamo.url, ...CREDENTIALS, count: () => {} });
  await ensureTables(client, TABLES);
  client.destroy();
  return dynamo;
}

export const CREDENTIALS = { region: 'us-west-2', accessKeyId: 'bench', secretAccessKey: 'bench' } as const;
