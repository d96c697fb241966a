import type { HttpServer } from '@pooltool/shared-utils/http';

/** A body is text, whatever its sender calls it: most send no content type at all, some a wrong one. */
export function anyBody(
  scope: Pick<HttpServer, 'addHook' | 'removeAllContentTypeParsers' | 'addContentTypeParser'>,
): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  scope.addHook('onRequest', (request, _reply, done) => {
    delete request.raw.headers['content-type'];
    done();
  });
}
