import type { HttpServer } from '@pooltool/shared-utils/http';
import { HEADERS } from './headers.ts';
import type { ConsoleParts } from './parts.ts';

export function eventRoute(server: HttpServer, { live }: ConsoleParts): void {
  // No HEAD beside it: an answer without a body would have nothing to tell, and never end.
  server.get('/events', { exposeHeadRoute: false }, (request, reply) => {
    const { raw } = reply;
    // Refused before anything is sent: then the answer still is an ordinary error.
    const open = { write: (text: string) => raw.write(text), end: () => raw.end(), destroy: () => raw.destroy() };
    const watcher = Object.defineProperty({ ...open, writableLength: 0 }, 'writableLength', {
      get: () => raw.writableLength,
    });
    for (const [name, value] of Object.entries(HEADERS)) raw.setHeader(name, value);
    raw.setHeader('content-type', 'text/event-stream');
    raw.setHeader('cache-control', 'no-store');
    raw.setHeader('x-accel-buffering', 'no');
    live.watch(watcher);
    reply.hijack();
    request.raw.once('close', () => live.forget(watcher));
  });
  // Before the server waits for its last answers: these would never end.
  server.addHook('preClose', async () => live.close());
}
