import { type Clock, systemClock } from '@pooltool/shared-utils/clock';
import { type RunningServer, serve } from '../serve.ts';
import { checkedBucketName } from './bucket-operations.ts';
import { requestListener } from './server.ts';
import { openStore } from './store.ts';

export interface ObjectStoreOptions {
  /** Default: a free port. */
  readonly port?: number;
  /** Default: this machine only. */
  readonly host?: string;
  /** Default: objects live in memory and end with the server. */
  readonly dataDir?: string;
  /** Made at the start when they are not there. */
  readonly buckets?: readonly string[];
  readonly clock?: Clock;
}

/**
 * An S3 server for the official SDKs, path style (`forcePathStyle: true`). Any credentials are accepted, signatures are not verified;
 * writes must carry one, reads need none.
 *
 * @throws POOLTOOL_LOCAL_FOLDER_IN_USE, POOLTOOL_LOCAL_OBJECTS_DAMAGED; Error EADDRINUSE.
 */
export async function startObjectStore(options: ObjectStoreOptions = {}): Promise<RunningServer> {
  const { port = 0, host = '127.0.0.1', dataDir, buckets = [], clock = systemClock } = options;
  const store = await openStore(dataDir);
  for (const bucket of buckets.map(checkedBucketName)) {
    if (!store.catalog.hasBucket(bucket)) await store.commit({ kind: 'bucket', bucket, createdMs: clock.now() });
  }
  return await serve(requestListener(store, clock), { port, host, onStopped: () => store.close() });
}
