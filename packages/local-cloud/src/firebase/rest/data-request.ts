import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Database, Examine } from '../database/database.ts';
import type { Gate } from '../identity/access.ts';
import { type Identity, identityOf, NOBODY } from '../identity/identity.ts';
import { type Json, parseJson } from '../json.ts';
import { parseRestQuery } from '../query/rest-query.ts';
import { invalidData, invalidPath, Refusal } from '../refusal.ts';
import { exportNode, exportShallow } from '../tree/export-node.ts';
import type { Node } from '../tree/node.ts';
import { hashOf } from '../tree/node-hash.ts';
import { formatPath, type Path, parsePath } from '../tree/path.ts';
import { readBody } from './body.ts';
import { streamChanges } from './event-stream.ts';

export interface DataRequestParts {
  readonly database: Database;
  readonly gate: Gate;
  readonly newKey: () => string;
}

/** Answers `METHOD /path.json?…`: the database's REST interface. Refusals are thrown for the caller to write. */
export async function answerDataRequest(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  parts: DataRequestParts,
): Promise<void> {
  const path = pathOf(url);
  const method = methodOf(request);
  const reads = method === 'GET' || method === 'HEAD';
  const identity = identityOfHeaders(request, url);
  if (reads) {
    parts.gate.demandRead(identity, path);
    answerRead(request, response, url, path, parts);
    return;
  }
  // What stands there now is told to whoever asks for its tag or guesses wrongly.
  if (wantsTag(request) || request.headers['if-match'] !== undefined) parts.gate.demandRead(identity, path);
  const examine = parts.gate.demandWrite(identity, path);
  const body = method === 'DELETE' ? null : await jsonBody(request);
  refuseOtherTag(request, response, path, parts.database);
  const answer = write(method, path, body, { ...parts, examine });
  if (wantsTag(request)) response.setHeader('etag', tagOf(parts.database.read(path)));
  answerWrite(response, url, answer);
}

function answerRead(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  path: Path,
  { database, gate }: DataRequestParts,
): void {
  const query = parseRestQuery(url.searchParams);
  if (query !== null && !gate.isIndexed(path, query)) throw notIndexed(path, url);
  const priorities = url.searchParams.get('format') === 'export';
  if (request.headers.accept?.includes('text/event-stream') === true) {
    streamChanges(response, { database, path, query, priorities });
    return;
  }
  const shallow = url.searchParams.get('shallow') === 'true';
  if (shallow && query !== null)
    throw new Refusal('invalid_query', 400, 'Mixing shallow and query parameters is not supported');
  const node = database.read(path, query);
  if (wantsTag(request)) response.setHeader('etag', tagOf(node));
  writeJson(response, 200, shallow ? exportShallow(node) : exportNode(node, { priorities }), url);
}

const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE'] as const;
type ReadMethod = 'GET' | 'HEAD';
type WriteMethod = 'PUT' | 'POST' | 'PATCH' | 'DELETE';

/** Carries the write out and answers what the client is to read. */
function write(
  method: WriteMethod,
  path: Path,
  body: unknown,
  { database, newKey, examine }: DataRequestParts & { readonly examine: Examine },
): Json {
  switch (method) {
    case 'PUT':
      return exportNode(database.set(path, body, { examine }), { priorities: false });
    case 'DELETE':
      return exportNode(database.set(path, null, { examine }), { priorities: false });
    case 'POST': {
      const name = newKey();
      database.set(parsePath([...path, name].join('/')), body, { examine });
      return { name };
    }
    case 'PATCH': {
      const writes = database
        .update(path, body, { examine })
        .map((one) => [formatPath(one.path.slice(path.length)), one.node] as const);
      return Object.fromEntries(writes.map(([key, node]) => [key, exportNode(node, { priorities: false })]));
    }
  }
}

function answerWrite(response: ServerResponse, url: URL, answer: Json): void {
  if (url.searchParams.get('print') === 'silent') response.writeHead(204).end();
  else writeJson(response, 200, answer, url);
}

/** `if-match` must name what stands there now; otherwise 412 with the present value and its tag. */
function refuseOtherTag(request: IncomingMessage, response: ServerResponse, path: Path, database: Database): void {
  const expected = request.headers['if-match'];
  if (expected === undefined) return;
  const node = database.read(path);
  if (expected === tagOf(node)) return;
  response.setHeader('etag', tagOf(node));
  throw new StaleTag(exportNode(node, { priorities: false }));
}

/** The answer to a failed `if-match` is the present value, not an error text. */
export class StaleTag extends Error {
  override readonly name = 'StaleTag';
  readonly present: Json;

  constructor(present: Json) {
    super('the value has another ETag');
    this.present = present;
  }
}

export function writeJson(response: ServerResponse, status: number, body: Json, url: URL): void {
  const pretty = url.searchParams.get('print') === 'pretty';
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' });
  response.end(JSON.stringify(body, null, pretty ? 2 : 0));
}

function pathOf(url: URL): Path {
  const text = url.pathname.replace(/\.json$/, '');
  try {
    return parsePath(text.split('/').map(decodedKey).join('/'));
  } catch (error) {
    throw error instanceof Refusal ? error : invalidPath();
  }
}

function decodedKey(text: string): string {
  const key = decodeURIComponent(text);
  if (key.includes('/')) throw invalidPath();
  return key;
}

function methodOf(request: IncomingMessage): ReadMethod | WriteMethod {
  const override = request.headers['x-http-method-override'];
  const wanted = typeof override === 'string' ? override : request.method;
  const method = METHODS.find((one) => one === wanted);
  if (method === undefined) throw new Refusal('invalid_request', 405, `Unsupported method ${wanted}`);
  return method;
}

function identityOfHeaders(request: IncomingMessage, url: URL): Identity {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const credential = bearer ?? url.searchParams.get('auth') ?? url.searchParams.get('access_token');
  return credential === null ? NOBODY : identityOf(credential);
}

async function jsonBody(request: IncomingMessage): Promise<unknown> {
  const json = parseJson(await readBody(request));
  if (json === undefined) throw invalidData("couldn't parse JSON object, array, or value.");
  return json;
}

function notIndexed(path: Path, url: URL): Refusal {
  const index = url.searchParams.get('orderBy') ?? '';
  return new Refusal(
    'invalid_query',
    400,
    `Index not defined, add ".indexOn": ${index}, for path "/${formatPath(path)}", to the rules`,
  );
}

const wantsTag = (request: IncomingMessage) => request.headers['x-firebase-etag'] === 'true';
const tagOf = (node: Node) => (node === null ? 'null_etag' : hashOf(node));
