/**
 * The same request, one page on (RFC 8288): where a body has no room for a cursor. Always at our own address, also below a
 * path of it: a request may be written with a whole address in it (RFC 9112, 3.2.2), and that one is the caller's.
 */
export function nextLink(publicUrl: string, requested: string, cursor: string): string {
  const asked = new URL(requested.replace(/^\/+/, '/'), 'http://asked.invalid');
  const next = new URL(publicUrl);
  next.pathname = `${next.pathname.replace(/\/+$/, '')}${asked.pathname}`;
  const query = asked.searchParams;
  query.set('cursor', cursor);
  next.search = query.toString();
  return `<${next.href}>; rel="next"`;
}
