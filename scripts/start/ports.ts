import { once } from 'node:events';
import { createServer } from 'node:net';

/** What listens on a stage: the local services, and every daemon by its name. */
export const LISTENERS = [
  'postgres',
  'firebase',
  's3',
  'prices',
  'oura-consumer',
  'cnode-api',
  'epoch-processing',
  'publisher',
  'console',
  'rest-api',
  'cnode',
  'tips',
  'orphans',
  'client-writes',
] as const;
export type Listener = (typeof LISTENERS)[number];
export type Ports = Readonly<Record<Listener, number>>;

/** Where a person looks for them; the daemons' are the defaults of their settings. */
const USUAL: Ports = {
  postgres: 5650,
  firebase: 5651,
  s3: 5652,
  prices: 5653,
  'oura-consumer': 5660,
  'cnode-api': 5670,
  'epoch-processing': 5680,
  publisher: 5690,
  console: 5700,
  cnode: 5710,
  'rest-api': 5720,
  tips: 5730,
  orphans: 5740,
  'client-writes': 5750,
};

/** The usual ports, or the next free one after each that is taken. */
export async function usualPorts(): Promise<Ports> {
  const taken = new Set<number>();
  return portsFrom(async (listener) => {
    let port = USUAL[listener];
    while (taken.has(port) || !(await isFree(port))) port += 1;
    taken.add(port);
    return port;
  });
}

/** Any free ports, all different: for runs beside each other. */
export async function anyPorts(): Promise<Ports> {
  const held = await Promise.all(LISTENERS.map(() => listening(0)));
  const free = held.map(({ port }) => port);
  await Promise.all(held.map(({ close }) => close()));
  return portsFrom(async (listener) => free[LISTENERS.indexOf(listener)] ?? 0);
}

async function portsFrom(portOf: (listener: Listener) => Promise<number>): Promise<Ports> {
  const ports = { ...USUAL };
  for (const listener of LISTENERS) ports[listener] = await portOf(listener);
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  try {
    await (await listening(port)).close();
    return true;
  } catch {
    return false;
  }
}

async function listening(port: number): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : port,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
