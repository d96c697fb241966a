import { randomBytes } from 'node:crypto';
import type { Ports } from './ports.ts';
import { BUCKET, type Services } from './services.ts';

/** What the daemons are told of the stage they run on: the variables of .env.example, each set, so that no .env reaches them. */
export type DaemonSettings = Readonly<Record<string, string>>;

export interface Secrets {
  readonly ouraAuthorization: string;
  readonly cnodeApi: string;
}

export const newSecrets = (): Secrets => ({
  ouraAuthorization: `Bearer ${randomBytes(24).toString('hex')}`,
  cnodeApi: randomBytes(32).toString('hex'),
});

export function daemonSettings(given: {
  readonly services: Services;
  readonly ports: Ports;
  readonly secrets: Secrets;
  /** a network/1 file */
  readonly networkFile: string;
  readonly dumpFolder: string;
}): DaemonSettings {
  const { services, ports, secrets, networkFile, dumpFolder } = given;
  return {
    LOG_LEVEL: 'info',
    NETWORK: networkFile,
    DATABASE_URL: services.databaseUrl,
    OURA_CONSUMER_HOST: '127.0.0.1',
    OURA_CONSUMER_PORT: String(ports['oura-consumer']),
    OURA_AUTHORIZATION: secrets.ouraAuthorization,
    OBJECT_STORE_BUCKET: BUCKET,
    OBJECT_STORE_ENDPOINT: services.s3Url,
    OBJECT_STORE_ACCESS_KEY_ID: 'local',
    OBJECT_STORE_SECRET_ACCESS_KEY: 'local',
    CNODE_API_SECRET: secrets.cnodeApi,
    CNODE_API_HOST: '127.0.0.1',
    CNODE_API_PORT: String(ports['cnode-api']),
    CNODE_API_URL: `http://127.0.0.1:${ports['cnode-api']}`,
    CNODE_DUMP_FOLDER: dumpFolder,
    // The feed renames whole files into the folder.
    CNODE_DUMP_SETTLE: '100ms',
    CNODE_HOST: '127.0.0.1',
    CNODE_PORT: String(ports.cnode),
    FIREBASE_DATABASE_URL: services.firebaseUrl,
    PUBLISHER_PORT: String(ports.publisher),
    TIPS_PORT: String(ports.tips),
    ORPHANS_PORT: String(ports.orphans),
    CLIENT_WRITES_PORT: String(ports['client-writes']),
    PRICE_SOURCE_URL: services.pricesUrl,
    EPOCH_PROCESSING_PORT: String(ports['epoch-processing']),
    REST_API_HOST: '127.0.0.1',
    REST_API_PORT: String(ports['rest-api']),
    REST_API_PUBLIC_URL: `http://127.0.0.1:${ports['rest-api']}`,
    CONSOLE_HOST: '127.0.0.1',
    CONSOLE_PORT: String(ports.console),
  };
}
