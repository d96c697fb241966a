import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Answer } from './answer.ts';
import { corsHeaders, preflightAnswer } from './cors.ts';
import { s3Request } from './request.ts';
import { operationOf } from './routes.ts';
import { S3Error } from './s3-error.ts';
import type { Store } from './store.ts';

/** Answers every request from `store`; no failure of one request reaches another. */
export function requestListener(store: Store, clock: Clock): RequestListener {
  return (message, response) => {
    respond(message, response, store, clock).catch(() => response.destroy());
  };
}

async function respond(message: IncomingMessage, response: ServerResponse, store: Store, clock: Clock): Promise<void> {
  const answer = await answerTo(message, store, () => clock.now());
  // A client still sending the body of a refused put would otherwise see a broken connection instead of the answer.
  message.resume();
  response.writeHead(answer.status, {
    server: 'PoolTool-local',
    'x-amz-request-id': randomUUID(),
    ...corsHeaders(message.headers),
    ...answer.headers,
  });
  const { body } = answer;
  if (typeof body === 'object') {
    try {
      await pipeline(Readable.from(body.bytes, { objectMode: false }), response);
    } finally {
      await body.release();
    }
  } else {
    response.end(message.method === 'HEAD' ? undefined : body);
  }
}

async function answerTo(message: IncomingMessage, store: Store, nowMs: () => number): Promise<Answer> {
  try {
    if (message.method === 'OPTIONS') return preflightAnswer(message.headers);
    const request = s3Request(message);
    return await operationOf(request)({ request, store, nowMs });
  } catch (error) {
    const refusal = error instanceof S3Error ? error : new S3Error('InternalError', String(error));
    return errorAnswer(refusal, message.url ?? '/');
  }
}

function errorAnswer(error: S3Error, resource: string): Answer {
  const actualSize = error.code === 'InvalidRange' ? error.details['ActualObjectSize'] : undefined;
  return {
    status: error.status,
    headers: {
      'content-type': 'application/xml',
      ...(actualSize !== undefined && { 'content-range': `bytes */${actualSize}` }),
    },
    body: error.xml(resource),
  };
}
