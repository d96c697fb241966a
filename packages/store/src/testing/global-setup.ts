import { startPostgres } from '@pooltool/local-cloud/postgres';
import type { TestProject } from 'vitest/node';
import { migrate } from '../migrate.ts';
import { onServer } from './on-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server of this run, by its administrator's URL, and the migrated database to clone. */
    testPostgres: { readonly serverUrl: string; readonly template: string };
  }
}

/**
 * Once a run: a throw-away PostgreSQL, in memory where there is room, with one migrated database as template.
 * POOLTOOL_TEST_DATABASE_URL names a server to use instead; its user must be allowed to create databases.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const ownServer = process.env['POOLTOOL_TEST_DATABASE_URL'];
  const server = ownServer === undefined ? await startPostgres() : { url: ownServer, stop: async () => {} };
  const template = `pooltool_template_${process.pid}_${Date.now()}`;
  const teardown = async (): Promise<void> => {
    await onServer(server.url, `drop database if exists ${template} with (force)`);
    await server.stop();
  };
  try {
    await onServer(server.url, `create database ${template}`);
    const url = new URL(server.url);
    url.pathname = `/${template}`;
    await migrate(url.href);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('testPostgres', { serverUrl: server.url, template });
  return teardown;
}
