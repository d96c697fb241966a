import type { HttpServer } from '@pooltool/shared-utils/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { methodNotAllowed } from '../errors.ts';

/** What can be asked of a path at all. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

interface AnsweredPath {
  /** as one of its routes writes it */
  readonly url: string;
  readonly methods: Set<string>;
}

/**
 * A path that is there, asked by a method it does not answer, is 405 and not 404, whatever the body is; `Allow` tells which it
 * answers, and so does `OPTIONS`. To be called before the first route.
 * @returns to be called behind the last one
 */
export function refuseOtherMethods(server: HttpServer): () => void {
  const paths = new Map<string, AnsweredPath>();
  let listening = true;
  server.addHook('onRoute', ({ method, url }) => {
    if (!listening) return;
    // Two routes may call the same part of a path otherwise.
    const key = url.replaceAll(/:\w+/g, ':');
    const known = paths.get(key) ?? { url, methods: new Set() };
    paths.set(key, known);
    for (const one of [method].flat()) known.methods.add(one);
  });
  return () => {
    // A plugin, because routes that are mounted in plugins are there only when these are loaded.
    server.register(async (scope) => {
      listening = false;
      for (const path of paths.values()) refuse(scope, path);
    });
  };
}

function refuse(scope: Pick<HttpServer, 'route' | 'options'>, { url, methods }: AnsweredPath): void {
  const others = METHODS.filter((method) => !methods.has(method));
  const allow = [...METHODS.filter((method) => methods.has(method)), 'OPTIONS'].join(', ');
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<never> => {
    reply.header('allow', allow);
    throw methodNotAllowed({ message: `this route does not answer ${request.method}` });
  };
  // Before the body is looked at: whatever it is, it changes nothing.
  if (others.length > 0) scope.route({ method: others, url, onRequest: answer, handler: answer });
  if (!methods.has('OPTIONS'))
    scope.options(url, async (_request, reply) => reply.code(204).header('allow', allow).send());
}
