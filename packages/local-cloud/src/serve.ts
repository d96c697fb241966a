import { createServer, type RequestListener } from 'node:http';

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Ends open connections; resolves when the port is free and the data closed. Calling it again does nothing more. */
  stop(): Promise<void>;
}

/** Serves HTTP until stopped. Port 0 takes a free one. @throws Error EADDRINUSE … */
export async function serve(
  listener: RequestListener,
  { port, host, onStopped }: { port: number; host: string; onStopped: () => Promise<void> },
): Promise<RunningServer> {
  // Large objects over slow hands must not run into Node's five minutes for a whole request.
  const server = createServer({ requestTimeout: 0 }, listener);
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(port, host, listening.resolve);
  try {
    await listening.promise;
  } catch (error) {
    await onStopped();
    throw error;
  }
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    port: boundPort,
    stop() {
      stopped ??= new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }).then(onStopped);
      return stopped;
    },
  };
}
