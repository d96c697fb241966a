import type { HttpServer } from '@pooltool/shared-utils/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { anyBody } from '../conventions/any-body.ts';
import type { PostRoute } from '../post-route.ts';
import { REFUSALS, type Refusal } from './refusals.ts';
import { SENDSTATS_FACTS } from './sendstats-facts.ts';
import type { Sent } from './take-report.ts';

/** Eight times the longest report that was seen. */
const LARGEST_REPORT_BYTES = 16 * 1024;

/** Byte for byte what the old backend answered; JorManager looks for `success`. */
const OK = '{"success":true,"message":null}';

export interface SendstatsParts {
  /** null: the report is safe */
  readonly take: (sent: Sent) => Promise<Refusal | null>;
  /** told of each answer: `taken`, or the refusal's reason */
  readonly count: (outcome: string) => void;
}

/** Where nodes report their tips. The two paths differ in nothing: what a report shows of the election tells its era. */
export const sendstatsRoutes = (parts: SendstatsParts): readonly PostRoute[] =>
  SENDSTATS_FACTS.map((facts) => ({ ...facts, mount: (server) => mount(server, facts.path, parts) }));

function mount(server: HttpServer, path: string, { take, count }: SendstatsParts): void {
  const refuse = (reply: FastifyReply, refusal: Refusal): FastifyReply => {
    count(refusal.reason);
    const { status, message, retryAfterSeconds } = refusal;
    if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
    return json(reply.code(status), JSON.stringify({ success: false, dev: true, message }));
  };
  server.register(async (scope) => {
    anyBody(scope);
    scope.setErrorHandler((error, _request, reply) => refuse(reply, refusalOfBroken(error)));
    scope.post(
      path,
      { bodyLimit: LARGEST_REPORT_BYTES, config: { limitsItself: true } },
      async (request: FastifyRequest, reply: FastifyReply) => {
        const refusal = await take({ body: typeof request.body === 'string' ? request.body : '', ip: request.ip });
        if (refusal !== null) return refuse(reply, refusal);
        count('taken');
        return json(reply, OK);
      },
    );
    scope.route({
      method: ['GET', 'PUT', 'PATCH', 'DELETE'],
      url: path,
      config: { limitsItself: false },
      handler: async (_request, reply) => refuse(reply.header('allow', 'POST, OPTIONS'), REFUSALS.method),
    });
    scope.options(path, async (_request, reply) => reply.code(204).header('allow', 'POST, OPTIONS').send());
  });
}

const json = (reply: FastifyReply, body: string): FastifyReply =>
  reply.header('content-type', 'application/json; charset=utf-8').send(body);

function refusalOfBroken(error: unknown): Refusal {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413) return REFUSALS.tooLarge;
  if (typeof status === 'number' && status >= 400 && status < 500) return REFUSALS.notJson;
  return REFUSALS.failed;
}
