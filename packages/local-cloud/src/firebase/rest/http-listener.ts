import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Namespaces } from '../database/namespaces.ts';
import { type GateParts, gateOf } from '../identity/access.ts';
import { type AccountsParts, answerAccounts, isAccountsPath } from '../identity/accounts.ts';
import { Refusal } from '../refusal.ts';
import { readBody } from './body.ts';
import { answerDataRequest, StaleTag, writeJson } from './data-request.ts';
import { namespaceOf } from './namespace.ts';
import { pushIds } from './push-id.ts';

export interface HttpParts extends AccountsParts, GateParts {
  readonly namespaces: Namespaces;
  /** What comes to `/.lp`. */
  readonly poll: (request: IncomingMessage, response: ServerResponse, url: URL) => void;
}

/** Everything that comes by HTTP: data as `.json`, the identity service's paths, CORS for all of it. */
export function httpListener(parts: HttpParts): RequestListener {
  const newKey = pushIds(parts.now);
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    allowOrigin(request, response);
    if (request.method === 'OPTIONS') {
      response.writeHead(200, { allow: 'OPTIONS, GET, HEAD, PUT, POST, PATCH, DELETE' }).end();
      return;
    }
    if (url.pathname === '/.lp') {
      parts.poll(request, response, url);
      return;
    }
    answer(request, response, url, parts, newKey).catch((error: unknown) => writeError(response, error, url));
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  parts: HttpParts,
  newKey: () => string,
): Promise<void> {
  if (isAccountsPath(url.pathname)) {
    const { status, body } = answerAccounts(url.pathname, await readBody(request), parts);
    writeJson(response, status, body, url);
    return;
  }
  if (url.pathname.endsWith('.json')) {
    const namespace = namespaceOf(request, url);
    const database = parts.namespaces.named(namespace);
    const gate = gateOf(parts, { database, namespace });
    await answerDataRequest(request, response, url, { database, gate, newKey });
    return;
  }
  throw new Refusal('not_found', 404, 'append .json to the path of your request to use the REST API');
}

function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  const headers = request.headers['access-control-request-headers'];
  response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
  response.setHeader('vary', 'Origin');
  response.setHeader('access-control-allow-methods', 'GET, HEAD, PUT, POST, PATCH, DELETE');
  response.setHeader('access-control-allow-headers', headers ?? '*');
  response.setHeader('access-control-expose-headers', 'etag');
  response.setHeader('access-control-allow-private-network', 'true');
  response.setHeader('access-control-max-age', '3600');
}

function writeError(response: ServerResponse, error: unknown, url: URL): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof StaleTag) writeJson(response, 412, error.present, url);
  else if (error instanceof Refusal) writeJson(response, error.httpStatus, { error: error.message }, url);
  else writeJson(response, 500, { error: String(error) }, url);
}
