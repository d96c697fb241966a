import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { type Readiness, readyAnswer } from './readiness.ts';

type Parts = {
  readonly server: Pick<FastifyInstance, 'get'>;
  readonly metrics: Metrics;
  readonly ready: () => Promise<Readiness>;
  readonly clock: Clock;
};

/** `/health`: the process answers. `/ready`: it can do its work, check by check; 503 when not. `/metrics`: Prometheus. */
export function operatorRoutes({ server, metrics, ready, clock }: Parts): void {
  server.get('/health', async () => ({ alive: true }));
  server.get('/ready', async (_request, reply) => {
    const answer = await readyAnswer(ready, clock);
    return reply.code(answer.ready ? 200 : 503).send(answer);
  });
  server.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics.page();
    return reply.type(contentType).send(text);
  });
}
