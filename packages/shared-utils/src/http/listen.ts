import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Clock, systemClock } from '../clock/index.ts';

export type Listening = {
  readonly port: number;
  /** 'http://127.0.0.1:8080' */
  readonly address: string;
  /** Takes no more connections, lets running requests end, cuts them after `graceMs`. */
  readonly close: () => Promise<void>;
};

type ListenOptions = {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Default 5,000 ms. */
  readonly graceMs?: number;
  readonly clock?: Clock;
};

type Listener = Pick<FastifyInstance, 'listen' | 'close' | 'server'>;

/** Starts to listen. @throws the system's error (EADDRINUSE …) when the port cannot be had. */
export async function listen(
  server: Listener,
  { host, port, graceMs = 5_000, clock = systemClock }: ListenOptions,
): Promise<Listening> {
  const address = await server.listen({ host, port });
  return { address, port: portOf(server.server.address()), close: () => closeGracefully(server, graceMs, clock) };
}

async function closeGracefully(server: Listener, graceMs: number, clock: Clock): Promise<void> {
  const closed = new AbortController();
  const cut = clock.waitMs(graceMs, closed.signal).then(
    () => server.server.closeAllConnections(),
    () => {},
  );
  await server.close();
  closed.abort();
  await cut;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('the server listens on no port');
  return address.port;
}
