import type { ServerResponse } from 'node:http';
import type { Change } from '../database/change.ts';
import type { Database } from '../database/database.ts';
import type { Json } from '../json.ts';
import type { Query } from '../query/query.ts';
import { exportNode } from '../tree/export-node.ts';
import type { Node } from '../tree/node.ts';
import { formatPath, type Path } from '../tree/path.ts';

const KEEP_ALIVE_MS = 30_000;

export interface StreamRequest {
  readonly database: Database;
  readonly path: Path;
  readonly query: Query | null;
  readonly priorities: boolean;
}

/** Streams a place as server-sent events: `put` with everything, then `put` and `patch` of what changes below it. */
export function streamChanges(response: ServerResponse, { database, path, query, priorities }: StreamRequest): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  const send = (event: string, data: Json) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const value = (node: Node) => exportNode(node, { priorities });
  const notify = (change: Change) => {
    const below = `/${formatPath(change.path.slice(path.length))}`;
    if (change.kind === 'overwrite') {
      send('put', { path: below, data: value(change.node) });
      return;
    }
    const parts = change.parts.map((part) => [formatPath(part.path), value(part.node)]);
    send('patch', { path: below, data: Object.fromEntries(parts) });
  };
  const listening = database.listen({ path, query, notify });
  send('put', { path: '/', data: value(listening.initial) });
  const keepAlive = setInterval(() => send('keep-alive', null), KEEP_ALIVE_MS);
  response.once('close', () => {
    clearInterval(keepAlive);
    listening.stop();
  });
}
