import type { HttpServer } from '@pooltool/shared-utils/http';

/** Where the server listens, on a port of its own. */
export const listening = (server: HttpServer): Promise<string> => server.listen({ host: '127.0.0.1', port: 0 });
