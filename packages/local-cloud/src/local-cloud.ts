import { join } from 'node:path';
import { startDynamoDb } from './dynamodb/index.ts';
import { startRealtimeDatabase } from './firebase/index.ts';
import { startPostgres } from './postgres/index.ts';
import { startObjectStore } from './s3/index.ts';

/** The namespace of the local Realtime Database, and the bucket a website finds its files in. */
const NAMESPACE = 'pooltool';
const BUCKET = 'data.pooltool.io';

export interface LocalCloudOptions {
  /** Everything is kept below it, each service in a folder of its own. Default: nothing outlives `stop`. */
  readonly dataDir?: string;
  /** Default of each: a free one. */
  readonly ports?: {
    readonly postgres?: number;
    readonly firebase?: number;
    readonly s3?: number;
    readonly dynamodb?: number;
  };
  /** Default: `data.pooltool.io`. Those that are not there are made. */
  readonly buckets?: readonly string[];
}

/** Addresses as the settings want them. */
export interface LocalCloud {
  readonly postgresUrl: string;
  /** With the namespace: `http://127.0.0.1:PORT?ns=pooltool`. */
  readonly firebaseUrl: string;
  readonly s3Url: string;
  readonly dynamodbUrl: string;
  /** Calling it again does nothing more. */
  stop(): Promise<void>;
}

/** All services of PoolTool on this machine. When one does not start, the others are stopped and its error is thrown. */
export async function startLocalCloud({
  dataDir,
  ports = {},
  buckets = [BUCKET],
}: LocalCloudOptions = {}): Promise<LocalCloud> {
  const at = (name: string) => (dataDir === undefined ? {} : { dataDir: join(dataDir, name) });
  const starting = [
    startPostgres({ port: ports.postgres ?? 0, ...at('postgres') }),
    startRealtimeDatabase({ port: ports.firebase ?? 0, ...at('firebase') }),
    startObjectStore({ port: ports.s3 ?? 0, buckets, ...at('s3') }),
    startDynamoDb({ port: ports.dynamodb ?? 0, ...at('dynamodb') }),
  ] as const;
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= stopStarted(starting);
    return stopped;
  };
  try {
    const [postgres, firebase, s3, dynamodb] = await Promise.all(starting);
    return {
      postgresUrl: postgres.url,
      firebaseUrl: `${firebase.url}?ns=${NAMESPACE}`,
      s3Url: s3.url,
      dynamodbUrl: dynamodb.url,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits for each to have started or failed, then stops those that run. A stop that fails keeps no other from stopping. */
async function stopStarted(starting: readonly Promise<{ stop(): Promise<void> }>[]): Promise<void> {
  const started = await Promise.allSettled(starting);
  const running = started.filter((one) => one.status === 'fulfilled').map((one) => one.value);
  const stops = await Promise.allSettled(running.map((one) => one.stop()));
  const failures = stops.filter((one) => one.status === 'rejected').map((one) => one.reason);
  if (failures.length > 0) throw new AggregateError(failures, 'not every local service could be stopped');
}
