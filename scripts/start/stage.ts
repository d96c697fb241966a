import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Network, networkText } from '@pooltool/domain';
import { type ObjectStore, openObjectStore } from '@pooltool/shared-utils/aws';
import { systemClock } from '@pooltool/shared-utils/clock';
import { openPool, type Pool } from '@pooltool/shared-utils/pg';
import { migrate } from '@pooltool/store';
import { networkRoot } from '@pooltool/store/documents';
import { firebaseRules } from './firebase-rules.ts';
import type { Ports } from './ports.ts';
import { waitUntilReady } from './readiness.ts';
import { BUCKET, type Services, startServices } from './services.ts';
import { type DaemonSettings, daemonSettings, newSecrets } from './settings.ts';
import { type Supervisor, startSupervisor } from './supervisor.ts';

/** A whole PoolTool on this machine: the local services, every daemon under PM2, and the places a feed writes to. */
export interface Stage {
  readonly folder: string;
  readonly network: Network;
  readonly pool: Pool;
  readonly services: Services;
  readonly supervisor: Supervisor;
  /** what the daemons were told */
  readonly settings: DaemonSettings;
  /** for a feed: where Oura posts, with what, and where the node's dump job writes */
  readonly oura: { readonly url: string; readonly authorization: string; readonly dumpFolder: string };
  readonly consoleUrl: string;
  readonly apiUrl: string;
  /** the object store, for whoever reads files and documents back */
  readonly objects: ObjectStore;
  /** The daemons drain, then the services stop. Calling it again does nothing more. */
  stop(): Promise<void>;
}

export interface StageOptions {
  /** everything is kept below it: data, logs, PM2's own files */
  readonly folder: string;
  readonly network: Network;
  readonly ports: Ports;
  readonly durable: boolean;
  readonly signal: AbortSignal;
  /** what is happening, a sentence each */
  readonly tell: (line: string) => void;
}

/** Resolves when every daemon is ready. What was started is stopped again when something fails. */
export async function startStage(options: StageOptions): Promise<Stage> {
  const { folder, network, ports, durable, signal, tell } = options;
  const dumpFolder = join(folder, 'dumps');
  const networkFile = join(folder, 'network.json');
  await mkdir(dumpFolder, { recursive: true });
  await writeFile(networkFile, networkText(network));

  const stops: (() => Promise<void>)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= inReverse(stops);
    return stopped;
  };
  try {
    tell('PostgreSQL, Firebase, S3 and price stand-ins start');
    const rules = await firebaseRules(networkRoot(network));
    const services = await startServices({ folder, durable, ports, rules });
    stops.push(() => services.stop());
    signal.throwIfAborted();
    await migrate(services.databaseUrl);
    const pool = openPool({ connectionString: services.databaseUrl, applicationName: 'stage', max: 4 });
    stops.push(() => pool.end());
    signal.throwIfAborted();
    const objects = openObjectStore({
      bucket: BUCKET,
      region: 'us-west-2',
      endpoint: services.s3Url,
      count: () => {},
    });
    stops.push(async () => objects.close());
    const secrets = newSecrets();
    const settings = daemonSettings({ services, ports, secrets, networkFile, dumpFolder });
    tell('the daemons start under PM2');
    const supervisor = await startSupervisor({ folder, settings });
    stops.push(() => supervisor.stop());
    await waitUntilReady({ ports, clock: systemClock, broken: AbortSignal.any([signal, supervisor.broken]) });
    return {
      folder,
      network,
      pool,
      services,
      supervisor,
      settings,
      oura: {
        url: `http://127.0.0.1:${ports['oura-consumer']}/ouraconsume`,
        authorization: secrets.ouraAuthorization,
        dumpFolder,
      },
      consoleUrl: `http://127.0.0.1:${ports.console}/`,
      apiUrl: `http://127.0.0.1:${ports['rest-api']}/docs`,
      objects,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function inReverse(stops: readonly (() => Promise<void>)[]): Promise<void> {
  for (const stop of stops.toReversed()) await stop();
}
