import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Network, networkText } from '@pooltool/domain';
import { startObjectStore, startRealtimeDatabase } from '@pooltool/local-cloud';
import { openObjectStore } from '@pooltool/shared-utils/aws';
import { systemClock } from '@pooltool/shared-utils/clock';
import { openFirebase } from '@pooltool/shared-utils/firebase';
import { memoryLog } from '@pooltool/shared-utils/log';
import type { Pool } from '@pooltool/shared-utils/pg';
import { openArchive } from '@pooltool/store/archive';
import { markNeverDrawn, networkRoot } from '@pooltool/store/documents';
import { launchChromium } from '../../../console/test/browser.ts';
import { documentDrain } from '../../../publisher/src/drain/drain.ts';
import { ALWAYS_THERE } from '../../../publisher/src/families.ts';
import { type Places, servePages } from './page-server.ts';
import { type ServedDaemon, serveDaemon } from './served-daemon.ts';
import { type Visit, visit } from './visited.ts';

const BUCKET = 'documents';

export interface PagesStage {
  /** A page of its own, with nothing but `kept` in its localStorage. */
  visit(path: string, kept?: Readonly<Record<string, string>>): Promise<Visit>;
  /** Draws all that waits, as the publisher does. */
  drain(): Promise<void>;
  killApi(): Promise<void>;
  /** where it was */
  startApi(): Promise<void>;
  close(): Promise<void>;
}

/** Pages in Chromium, the API as a process, and a bucket that the publisher's drain fills from the same database. */
export async function openPagesStage(database: {
  readonly url: string;
  readonly pool: Pool;
  readonly network: Network;
}): Promise<PagesStage> {
  const { network, pool } = database;
  const root = networkRoot(network);
  const realtime = await startRealtimeDatabase();
  const objectServer = await startObjectStore({ buckets: [BUCKET] });
  const folder = await mkdtemp(join(tmpdir(), 'pages-'));
  await writeFile(join(folder, 'network.json'), networkText(network));
  const count = () => {};
  const firebase = openFirebase({ databaseUrl: `${realtime.url}?ns=pages`, root, count });
  const objects = openObjectStore({ bucket: BUCKET, region: 'us-west-2', endpoint: objectServer.url, count });
  const publisher = documentDrain({
    pool,
    network,
    archive: openArchive(objects),
    sinks: { firebase, objects, root },
    clock: systemClock,
    log: memoryLog(),
    observe: () => {},
  });
  const drain = async () => {
    for (let complete = false; !complete; ) ({ complete } = await publisher.pass());
  };
  await markNeverDrawn(pool, ALWAYS_THERE);
  const env = {
    DATABASE_URL: database.url,
    NETWORK: join(folder, 'network.json'),
    OBJECT_STORE_ENDPOINT: objectServer.url,
    OBJECT_STORE_ACCESS_KEY_ID: 'test',
    OBJECT_STORE_SECRET_ACCESS_KEY: 'test',
    OBJECT_STORE_BUCKET: BUCKET,
    REST_API_BURST: '100000',
  };
  let api: ServedDaemon = await serveDaemon(env);
  const { address } = api;
  const places: Places = {
    api: address,
    ws: `${address.replace('http', 'ws')}/ws`,
    files: `${objectServer.url}/${BUCKET}/${root}`,
    epochsFrom: 0,
    reconnectMs: 50,
    againMs: 20,
    pollMs: 50,
  };
  const pages = await servePages(() => places);
  const browser = await launchChromium();
  return {
    visit: (path, kept) =>
      visit(path, { browser, origin: pages.origin, places, ...(kept === undefined ? {} : { kept }) }),
    drain,
    killApi: () => api.kill(),
    async startApi() {
      api = await serveDaemon(env, new URL(address).port);
    },
    async close() {
      await browser.close();
      await pages.close();
      await api.kill();
      await firebase.close();
      objects.close();
      await objectServer.stop();
      await realtime.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
