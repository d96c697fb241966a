import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { customNetwork, networkText } from '@pooltool/domain';
import { openPool } from '@pooltool/shared-utils/pg';
import { claimNetwork } from '@pooltool/store';

const MAIN = join(import.meta.dirname, '../../rest-api/src/main.ts');
const NETWORK = customNetwork({ name: 'devnet42', magic: 42, systemStartMs: 0 });

/** The OpenAPI document as text, from the daemon itself on an empty migrated database: every route that it serves, and no other. */
export async function servedDocument(databaseUrl: string): Promise<string> {
  const pool = openPool({ connectionString: databaseUrl, applicationName: 'api-client' });
  try {
    await claimNetwork(pool, NETWORK);
  } finally {
    await pool.end();
  }
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-api-client-'));
  const networkFile = join(folder, 'network.json');
  await writeFile(networkFile, networkText(NETWORK));
  const daemon = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: {
      DATABASE_URL: databaseUrl,
      NETWORK: networkFile,
      OBJECT_STORE_ENDPOINT: 'http://127.0.0.1:1',
      OBJECT_STORE_ACCESS_KEY_ID: 'none',
      OBJECT_STORE_SECRET_ACCESS_KEY: 'none',
      REST_API_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const answer = await fetch(`${await addressOf(daemon)}/openapi.json`);
    if (!answer.ok) throw new Error(`/openapi.json answers ${answer.status}`);
    return await answer.text();
  } finally {
    daemon.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
}

/** Read from its log. */
async function addressOf(daemon: ChildProcess): Promise<string> {
  if (daemon.stdout === null) throw new Error('the daemon has no output');
  for await (const line of createInterface({ input: daemon.stdout })) {
    const logged: { readonly address?: string } = JSON.parse(line);
    if (logged.address !== undefined) {
      daemon.stdout.resume();
      return logged.address;
    }
  }
  throw new Error('the daemon ended before it listened');
}
