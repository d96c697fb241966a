import type { HttpServer } from '@pooltool/shared-utils/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { methodNotAllowed } from '../errors.ts';

const ALLOWED = 'GET, HEAD, OPTIONS';
const OTHERS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A path that is there, asked by a method it does not answer, is 405 and not 404; `OPTIONS` tells which it answers. */
export function refuseOtherMethods(server: HttpServer, readPaths: readonly string[]): void {
  const refuse = async (request: FastifyRequest, reply: FastifyReply): Promise<never> => {
    reply.header('allow', ALLOWED);
    throw methodNotAllowed({ message: `this route does not answer ${request.method}` });
  };
  for (const url of readPaths) {
    // Before the body is looked at: whatever it is, it changes nothing.
    server.route({ method: [...OTHERS], url, onRequest: refuse, handler: refuse });
    server.options(url, async (_request, reply) => reply.code(204).header('allow', ALLOWED).send());
  }
}
