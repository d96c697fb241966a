import type { FastifyReply, FastifyRequest } from 'fastify';
import { stringifyLossless } from '../json/index.ts';
import type { Log } from '../log/index.ts';
import { answerOf, declaredError } from './answer-of-error.ts';
import { routeUnknown } from './errors.ts';

type Parts = { readonly log: Log; readonly onHalt: ((error: unknown) => void) | undefined };

/** The handlers of everything that goes wrong: one shape, and a log line when it is our fault. */
export function answerErrors({ log, onHalt }: Parts) {
  function answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const error = declaredError(thrown);
    const fields = { requestId: request.id, method: request.method, route: routeOf(request), error: thrown };
    if (error.disposition === 'halt') log.fatal(fields, 'request.halted');
    else if (error.status >= 500) log.error(fields, 'request.failed');
    else log.debug(fields, 'request.rejected');
    if (error.disposition === 'halt') reply.raw.once('close', () => onHalt?.(thrown));
    return reply
      .code(error.status)
      .header('x-request-id', request.id)
      .type('application/json; charset=utf-8')
      .serializer(stringifyLossless)
      .send(answerOf(error));
  }
  function notFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return answer(routeUnknown({ message: `there is no ${request.method} ${pathOf(request)}` }), request, reply);
  }
  return { answer, notFound };
}

/** The route's pattern, never the address itself: few different values, and no secrets of the query. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions?.url ?? 'unknown';
}

const pathOf = (request: FastifyRequest): string => request.url.split('?')[0]?.slice(0, 200) ?? '';
