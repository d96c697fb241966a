import type { FastifyReply, FastifyRequest } from 'fastify';

/** Whose pages may ask: everybody's, or these origins'. Tokens travel in headers, never in cookies, so `*` gives nobody more than curl has. */
export type AllowedOrigins = '*' | readonly string[];

const METHODS = 'GET, HEAD, POST, PUT, DELETE';
/** What the website (Authorization, Content-Type) and the app (X-API-Key) send, clients.md 3. */
const REQUEST_HEADERS = 'authorization, content-type, accept, if-none-match, x-api-key, x-request-id';
const ANSWER_HEADERS = 'etag, link, retry-after, ratelimit, ratelimit-policy, x-request-id';
const PREFLIGHT_KEPT_SECONDS = 86_400;

/** The headers that let this origin's page read the answer; none when it may not. */
export function corsHeaders(origin: string | undefined, allowed: AllowedOrigins): Readonly<Record<string, string>> {
  if (allowed === '*') return { 'access-control-allow-origin': '*', 'access-control-expose-headers': ANSWER_HEADERS };
  if (origin === undefined || !allowed.includes(origin)) return { vary: 'origin' };
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': ANSWER_HEADERS,
    vary: 'origin',
  };
}

/** Says on every answer who may read it, and answers preflights. */
export const allowOrigins =
  (allowed: AllowedOrigins) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    reply.headers(corsHeaders(request.headers.origin, allowed));
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined)
      return undefined;
    return reply
      .code(204)
      .headers({
        'access-control-allow-methods': METHODS,
        'access-control-allow-headers': REQUEST_HEADERS,
        'access-control-max-age': String(PREFLIGHT_KEPT_SECONDS),
      })
      .send();
  };
