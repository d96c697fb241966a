import { deleteApp, type FirebaseApp, initializeApp } from 'firebase/app';
import { connectDatabaseEmulator, type Database, getDatabase, goOffline } from 'firebase/database';
import { type App, deleteApp as deleteAdminApp, initializeApp as initializeAdminApp } from 'firebase-admin/app';
import { type Database as AdminDatabase, getDatabase as getAdminDatabase } from 'firebase-admin/database';
import { vi } from 'vitest';
import type { RealtimeDatabase } from '../../src/firebase/index.ts';

/** The real SDKs, opened against a server and closed together. */
export interface Sdks {
  admin(namespace?: string): AdminDatabase;
  client(namespace?: string): { app: FirebaseApp; database: Database };
  close(): Promise<void>;
}

export function sdksFor(server: RealtimeDatabase): Sdks {
  vi.stubEnv('FIREBASE_DATABASE_EMULATOR_HOST', `${server.host}:${server.port}`);
  const adminApps: App[] = [];
  const clientApps: FirebaseApp[] = [];
  return {
    admin(namespace = 'demo') {
      const options = { projectId: 'demo', databaseURL: `${server.url}?ns=${namespace}` };
      const app = initializeAdminApp(options, `admin ${server.port} ${adminApps.length}`);
      adminApps.push(app);
      return getAdminDatabase(app);
    },
    client(namespace = 'demo') {
      const options = { apiKey: 'none', projectId: 'demo', databaseURL: `http://${namespace}.firebaseio.example` };
      const app = initializeApp(options, `client ${server.port} ${clientApps.length}`);
      clientApps.push(app);
      const database = getDatabase(app);
      connectDatabaseEmulator(database, server.host, server.port);
      return { app, database };
    },
    async close() {
      for (const app of clientApps) {
        goOffline(getDatabase(app));
        await deleteApp(app);
      }
      for (const app of adminApps) await deleteAdminApp(app);
      vi.unstubAllEnvs();
    },
  };
}
