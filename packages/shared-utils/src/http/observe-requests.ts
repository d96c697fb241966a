import type { FastifyInstance } from 'fastify';
import type { Log } from '../log/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { routeOf } from './answer-errors.ts';

type Parts = { readonly server: Pick<FastifyInstance, 'addHook'>; readonly log: Log; readonly metrics: Metrics };

/** Each request is timed and logged when its answer is out, and its answer carries its id. */
export function observeRequests({ server, log, metrics }: Parts): void {
  const seconds = metrics.histogram({
    name: 'http_request_seconds',
    says: 'Time from a request to the end of its answer',
    labels: ['method', 'route', 'status'],
  });
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = routeOf(request);
    const { method, id: requestId } = request;
    const { statusCode: status, elapsedTime } = reply;
    seconds.observe({ method, route, status }, elapsedTime / 1_000);
    const fields = { requestId, method, route, status, ms: Math.round(elapsedTime * 10) / 10 };
    // What went well is many and says little; what was refused is what an operator looks for.
    if (status >= 400) log.info(fields, 'request.answered');
    else log.debug(fields, 'request.answered');
  });
}
