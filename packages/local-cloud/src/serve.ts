import { createServer, type RequestListener, type Server } from 'node:http';

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Ends open connections; resolves when the port is free and the data closed. Calling it again does nothing more. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** Closes what the server worked on, once no connection is left. */
  readonly onStopped?: () => Promise<void>;
}

/** Serves HTTP until stopped. @throws Error EADDRINUSE … */
export function serve(listener: RequestListener, options: ServeOptions): Promise<RunningServer> {
  // Large objects over slow hands must not run into Node's five minutes for a whole request.
  return listen(createServer({ requestTimeout: 0 }, listener), options);
}

/** The same for a server somebody else made. */
export async function listen(server: Server, { port, host, onStopped }: ServeOptions): Promise<RunningServer> {
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(port, host, listening.resolve);
  try {
    await listening.promise;
  } catch (error) {
    await onStopped?.();
    throw error;
  }
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    port: boundPort,
    stop() {
      stopped ??= closed(server).then(onStopped);
      return stopped;
    },
  };
}

function closed(server: Server): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.close((error) => (error ? reject(error) : resolve()));
  server.closeAllConnections();
  return promise;
}
