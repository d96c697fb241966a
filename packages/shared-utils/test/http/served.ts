import { errorKind } from '@pooltool/shared-utils/errors';
import { buildServer, type ServerOptions } from '@pooltool/shared-utils/http';
import { memoryLog } from '@pooltool/shared-utils/log';
import { makeMetrics } from '@pooltool/shared-utils/metrics';
import { asDatabaseError } from '@pooltool/shared-utils/pg';
import { Type } from 'typebox';
import { onTestFinished } from 'vitest';

const testCode = <const Code extends `POOLTOOL_${string}`>(code: Code) => code;
const tipRefused = errorKind({
  code: testCode('POOLTOOL_TIP'),
  disposition: 'reject',
  status: 422,
  says: 'the tip is old',
});
const feedWaits = errorKind({
  code: testCode('POOLTOOL_FEED'),
  disposition: 'retry',
  says: 'the parent is not known yet',
});
export const booksDiffer = errorKind({
  code: testCode('POOLTOOL_BOOKS'),
  disposition: 'halt',
  says: 'the books differ',
});

const tip = Type.Object(
  { slot: Type.Integer({ minimum: 0 }), lovelace: Type.Optional(Type.Union([Type.Integer(), Type.BigInt()])) },
  { additionalProperties: false },
);

/** A server with a few routes, closed with its test; its log; and `get`/`post` that give back status and body. */
export function serverWith(options: Partial<ServerOptions> = {}) {
  const log = memoryLog();
  const metrics = makeMetrics({ daemon: 'test', processMetrics: false });
  const server = buildServer({ log, metrics, limits: { bodyBytes: 1_000 }, ...options });
  onTestFinished(async () => {
    await server.close();
  });
  server.post('/tips', { schema: { body: tip } }, async ({ body }) => ({ heard: body }));
  server.get('/pools/:page', { schema: { params: Type.Object({ page: Type.Integer() }) } }, async ({ params }) => ({
    next: params.page + 1,
  }));
  server.get(
    '/fails/:how',
    { schema: { params: Type.Object({ how: Type.String() }) } },
    async ({ params: { how } }) => {
      if (how === 'reject') throw tipRefused({ details: { slot: 7, paid: 2n ** 60n } });
      if (how === 'retry') throw new Error('while recording', { cause: feedWaits({ details: { slot: 8 } }) });
      if (how === 'behind') {
        throw asDatabaseError(Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), { code: 'ECONNREFUSED' }));
      }
      if (how === 'halt') throw booksDiffer({ message: 'pot 5 at /secret/path', details: { off: 1n } });
      throw new TypeError('cannot read /secret/path');
    },
  );
  const answer = async (sent: Promise<{ statusCode: number; body: string; headers: object }>) => {
    const { statusCode: status, body, headers } = await sent;
    return { status, body, headers };
  };
  return {
    server,
    log,
    metrics,
    get: (url: string, headers: Record<string, string> = {}) => answer(server.inject({ url, headers })),
    post: (payload: string, type = 'application/json') =>
      answer(server.inject({ method: 'POST', url: '/tips', payload, headers: { 'content-type': type } })),
  };
}
