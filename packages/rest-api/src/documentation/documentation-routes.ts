import type { HttpServer } from '@pooltool/shared-utils/http';
import { cacheControl } from '../conventions/caching.ts';
import type { DocumentedRoutes } from './documented-routes.ts';
import { openApiDocument } from './openapi-document.ts';
import { readingPage } from './reading-page.ts';
import { STYLE } from './style.css.ts';

/** Nothing from elsewhere, no script at all, in nobody's frame. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `/openapi.json` for programs, `/docs` for people. Both are drawn once. */
export function documentationRoutes(
  server: HttpServer,
  routes: DocumentedRoutes,
  { publicUrl }: { readonly publicUrl: string },
): void {
  const files = [
    ['/openapi.json', 'application/json', JSON.stringify(openApiDocument(routes, { publicUrl }))],
    ['/docs', 'text/html', readingPage(routes, { publicUrl })],
    ['/docs/style.css', 'text/css', STYLE],
  ] as const;
  for (const [path, type, body] of files) {
    server.get(path, async (_request, reply) =>
      reply
        .headers({ 'cache-control': cacheControl('release'), 'content-security-policy': CONTENT_SECURITY_POLICY })
        .type(`${type}; charset=utf-8`)
        .send(body),
    );
  }
}
