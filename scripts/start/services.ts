import { join } from 'node:path';
import { PRICE_CURRENCIES } from '@pooltool/domain';
import {
  type LocalPostgres,
  startObjectStore,
  startPostgres,
  startPriceSource,
  startRealtimeDatabase,
} from '@pooltool/local-cloud';
import type { Ports } from './ports.ts';

/** Documents that a website reads, and the daemons' files among each other. */
export const BUCKET = 'data.pooltool.io';
const NAMESPACE = 'pooltool';

/** The stand-ins for PostgreSQL, Firebase, S3 and the price source of one stage. */
export interface Services {
  readonly databaseUrl: string;
  readonly firebaseUrl: string;
  readonly s3Url: string;
  readonly pricesUrl: string;
  /** For fault tests: the same PostgreSQL stops and starts again, on its folder and port. */
  readonly postgres: { stop(): Promise<void>; start(): Promise<void> };
  stop(): Promise<void>;
}

export interface ServicesOptions {
  /** each service keeps its data in a folder below */
  readonly folder: string;
  /** survives a power cut; a run that is thrown away is faster without */
  readonly durable: boolean;
  readonly ports: Ports;
  /** of Firebase, parsed */
  readonly rules: unknown;
}

/** Starts them side by side; when one does not start, the others are stopped and its error is thrown. */
export async function startServices({ folder, durable, ports, rules }: ServicesOptions): Promise<Services> {
  const startOurPostgres = (): Promise<LocalPostgres> =>
    startPostgres({ dataDir: join(folder, 'postgres'), port: ports.postgres, durable });
  const starting = [
    startOurPostgres(),
    startRealtimeDatabase({ dataDir: join(folder, 'firebase'), port: ports.firebase, rules }),
    startObjectStore({ dataDir: join(folder, 's3'), port: ports.s3, buckets: [BUCKET] }),
    startPriceSource({ currencies: PRICE_CURRENCIES, port: ports.prices }),
  ] as const;
  const started = await Promise.allSettled(starting);
  const running = started.flatMap((one): { stop(): Promise<void> }[] =>
    one.status === 'fulfilled' ? [one.value] : [],
  );
  try {
    const [postgres, firebase, s3, prices] = await Promise.all(starting);
    let current = postgres;
    return {
      databaseUrl: postgres.url,
      firebaseUrl: `${firebase.url}?ns=${NAMESPACE}`,
      s3Url: s3.url,
      pricesUrl: prices.url,
      postgres: {
        stop: () => current.stop(),
        start: async () => {
          current = await startOurPostgres();
        },
      },
      stop: () => stopAll([current, firebase, s3, prices]),
    };
  } catch (error) {
    await stopAll(running);
    throw error;
  }
}

/** A stop that fails keeps no other from stopping. */
async function stopAll(running: readonly { stop(): Promise<void> }[]): Promise<void> {
  const stops = await Promise.allSettled(running.map((one) => one.stop()));
  const failures = stops.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, 'not every local service could be stopped');
}
