import type { HttpServer } from '@pooltool/shared-utils/http';
import type { FastifyReply } from 'fastify';
import { anyBody } from '../conventions/any-body.ts';
import type { PostRoute } from '../post-route.ts';
import { REFUSALS } from '../tips/refusals.ts';
import { SENDSLOTS_FACTS } from './sendslots-facts.ts';
import type { SlotsAnswer } from './take-slots.ts';

/** A schedule of mainnet's largest pools has some hundred slots of ten characters. */
const LARGEST_SLOTS_BYTES = 32 * 1024;

/**
 * Hosts stand for hundreds of pools, most of which send in the same minute, and whoever is refused does not send again in that
 * epoch.
 */
const COST = 0.2;

export interface SendslotsParts {
  readonly take: (body: string) => Promise<SlotsAnswer>;
}

/** Where pools commit to slots. HTTP always says 200, and the outcome stands in the envelope, as operators' logs have it. */
export const sendslotsRoute = ({ take }: SendslotsParts): PostRoute => ({
  ...SENDSLOTS_FACTS,
  mount(server: HttpServer): void {
    const { path } = SENDSLOTS_FACTS;
    server.register(async (scope) => {
      anyBody(scope);
      scope.setErrorHandler((error, _request, reply) => send(reply, answerOfBroken(error)));
      scope.post(path, { bodyLimit: LARGEST_SLOTS_BYTES, config: { cost: COST } }, async (request, reply) =>
        send(reply, await take(typeof request.body === 'string' ? request.body : '')),
      );
    });
  },
});

const send = (reply: FastifyReply, answer: SlotsAnswer): FastifyReply =>
  reply
    .code(200)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify(envelope(answer)));

/** As a Lambda function would hand it to its gateway, with a text for a body. */
export function envelope({ statusCode, message }: SlotsAnswer) {
  const success = statusCode === 200;
  const body = statusCode === 401 ? { success, body: null, message } : { success, message };
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' },
    body: JSON.stringify(body),
  };
}

function answerOfBroken(error: unknown): SlotsAnswer {
  const { statusCode, status, message } = { statusCode: 0, status: 0, message: '', ...asObject(error) };
  if (statusCode === 413) return { statusCode: 413, message: 'the body is larger than any list of slots is' };
  if (status === 429) return { statusCode: 429, message };
  return statusCode >= 400 && statusCode < 500
    ? { statusCode: 400, message: REFUSALS.notJson.message }
    : { statusCode: 500, message: 'the slots were not stored because of a fault on our side' };
}

function asObject(error: unknown): {
  readonly statusCode?: number;
  readonly status?: number;
  readonly message?: string;
} {
  if (!(error instanceof Error)) return {};
  const numberIn = (name: string): number => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'number' ? value : 0;
  };
  return { statusCode: numberIn('statusCode'), status: numberIn('status'), message: error.message };
}
