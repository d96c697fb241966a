import type { FastifyInstance } from 'fastify';
import { jsonInvalid, parseLossless } from '../json/index.ts';

/** Only JSON is taken, with every digit; a route that takes more adds its own parser in its own scope. */
export function losslessBodies(
  server: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>,
  { jsonDepth }: { readonly jsonDepth?: number },
): void {
  const limits = jsonDepth === undefined ? {} : { maxDepth: jsonDepth };
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: unknown, body: string | Buffer) => {
      const text = body.toString();
      if (text === '') throw jsonInvalid({ message: 'the body is empty' });
      return parseLossless(text, limits);
    },
  );
}
