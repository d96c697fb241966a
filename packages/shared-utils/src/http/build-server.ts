import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import fastify, { type FastifyInstance } from 'fastify';
import { type Clock, systemClock } from '../clock/index.ts';
import { stringifyLossless } from '../json/index.ts';
import type { Log } from '../log/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { answerBrokenRequest } from './answer-broken-requests.ts';
import { answerErrors } from './answer-errors.ts';
import { losslessBodies } from './lossless-bodies.ts';
import { observeRequests } from './observe-requests.ts';
import { operatorRoutes } from './operator-routes.ts';
import type { Readiness } from './readiness.ts';

export type ServerOptions = {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits: {
    /** Largest body, in bytes; more is answered 413. */
    readonly bodyBytes: number;
    /** Longest time to send a whole request. Default 60,000 ms. */
    readonly requestMs?: number;
    /** Deepest nesting of a JSON body. Default 512. */
    readonly jsonDepth?: number;
  };
  /** Default: ready with no checks. */
  readonly ready?: () => Promise<Readiness>;
  /** A request ended in an error that halts: after the answer the process has to stop. */
  readonly onHalt?: (error: unknown) => void;
  /** Behind proxies of ours: true, or theirs alone ('loopback', addresses, CIDR ranges): take the caller's address from their header. */
  readonly trustProxy?: boolean | string;
  readonly clock?: Clock;
};

export type HttpServer = ReturnType<typeof buildServer>;

/** As it stands in the path, escaped; each route says itself how long its own are. */
const LONGEST_PARAMETER = 600;

/**
 * A fastify server with the manners of the house: TypeBox schemas validate, type and document each route; a body is
 * not coerced ('5' is no number), path and query are; JSON keeps every digit in both directions; every failure is
 * answered `{error: {code, message, details?}}`; `/health`, `/ready`, `/metrics` are there; requests are counted,
 * timed, logged, and have an id. Not listening yet: tests `inject`, daemons `listen`.
 */
export function buildServer(options: ServerOptions) {
  const { log, metrics, limits, ready = async () => ({}), onHalt, trustProxy = false, clock = systemClock } = options;
  const server = fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs ?? 60_000,
    trustProxy,
    // An address of Cardano's has 103 characters and more; a parameter that is longer than this is answered 400.
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    genReqId: requestId,
    // While closing, who still has a connection is answered and told that it closes.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => void errors.answer(error, request, reply),
  }).withTypeProvider<TypeBoxTypeProvider>();
  const errors = answerErrors({ log, onHalt });

  server.setValidatorCompiler(TypeBoxValidatorCompiler);
  server.setReplySerializer((payload) => stringifyLossless(payload));
  server.setErrorHandler(errors.answer);
  server.setNotFoundHandler(errors.notFound);
  losslessBodies(server, limits);
  observeRequests({ server, log, metrics });
  operatorRoutes({ server, metrics, ready, clock });
  endConnectionsWhenClosing(server);
  return server;
}

/** Node waits for a connection that a caller keeps open after its last answer, up to 72 s; so that answer ends it. */
function endConnectionsWhenClosing(server: Pick<FastifyInstance, 'addHook'>): void {
  let closing = false;
  server.addHook('preClose', async () => {
    closing = true;
  });
  server.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}

/** The caller's id when it is a modest one, so that a request can be followed across daemons. */
function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}
