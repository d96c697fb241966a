import type { IncomingMessage } from 'node:http';

/** `?ns=`, else the first label of a host name such as `demo.localhost`, else `default`. */
export function namespaceOf(request: IncomingMessage, url: URL): string {
  const named = url.searchParams.get('ns');
  if (named !== null && named !== '') return named;
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  return /^([a-z][\w-]*)\.\D/i.exec(host)?.[1] ?? 'default';
}
