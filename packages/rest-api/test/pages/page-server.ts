import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { isWebBundle, webBundle } from '../../../local-cloud/test/firebase/web-bundles.ts';

/** What a page is told of where everything is, and how long it waits. */
export interface Places {
  /** the API's origin */
  readonly api: string;
  readonly ws: string;
  /** what stands before `stats/…` */
  readonly files: string;
  /** above which epoch a page asks for what is known of the present one */
  readonly epochsFrom: number;
  /** until a closed socket is opened again: 3 s on the website */
  readonly reconnectMs: number;
  /** until an open one is subscribed to everything once more: half a second on the website */
  readonly againMs: number;
  /** between two looks at a verification: 10 s on the website */
  readonly pollMs: number;
}

export interface PageServer {
  readonly origin: string;
  close(): Promise<void>;
}

const SET = join(import.meta.dirname, 'set');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
};

/** Our small page set, at an origin that is not the API's; whatever is no file is the one page. */
export function servePages(places: () => Places): Promise<PageServer> {
  const page = async () =>
    (await readFile(join(SET, 'index.html'), 'utf8')).replace('%PLACES%', JSON.stringify(places()));
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://page').pathname);
    const type = TYPES[extname(path)];
    const found = () => (isWebBundle(path) ? webBundle(path) : readFile(join(SET, path), 'utf8'));
    const text = type === undefined ? page() : found();
    text.then(
      (body) => response.writeHead(200, { 'content-type': `${type ?? 'text/html'}; charset=utf-8` }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  const { promise, resolve } = Promise.withResolvers<PageServer>();
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    resolve({
      origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
      async close() {
        const closed = Promise.withResolvers<void>();
        server.close(() => closed.resolve());
        server.closeAllConnections();
        await closed.promise;
      },
    });
  });
  return promise;
}
