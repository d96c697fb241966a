import { SESSION_MS } from './sessions.ts';

/** `__Host-` binds the cookie to this very host, which browsers allow only behind TLS. */
const nameOf = (secure: boolean): string => (secure ? '__Host-pooltool-console' : 'pooltool-console');

/** The session's secret out of a Cookie header. */
export function readCookie(header: string | undefined, secure: boolean): string | null {
  const name = nameOf(secure);
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=');
    if (key === name && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return null;
}

/** A Set-Cookie header; null takes it away. */
export function writeCookie(value: string | null, secure: boolean): string {
  const maxAge = value === null ? 0 : SESSION_MS / 1_000;
  return `${nameOf(secure)}=${value ?? ''}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
