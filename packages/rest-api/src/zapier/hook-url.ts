import { isIP } from 'node:net';

/** Hosts that hooks may be at; `*`: any public name. */
export type HookHosts = '*' | readonly string[];

/** From the setting: names with commas between. */
export const hookHostsIn = (text: string): HookHosts =>
  text === '*' ? '*' : text.split(',').map((host) => host.trim().toLowerCase());

const LONGEST_URL = 1_000;
/** Names that lead into the house of whoever resolves them. */
const INNER_NAMES =
  /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|private|test|invalid|example|onion|arpa)$/;

/**
 * A hook's address as it is kept, or null for one that nothing is ever sent to: https at its usual port, no name and password,
 * a host that is allowed. To which machine the name leads is only seen when something is sent, and looked at there.
 */
export function hookUrl(text: string, hosts: HookHosts): string | null {
  const url = URL.parse(text.trim());
  if (url === null || url.href.length > LONGEST_URL) return null;
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return null;
  const host = url.hostname.replace(/\.$/, '');
  // What is set below is parsed again: `127.0.0.1..` is a name, and without a dot an address.
  if (host.split('.').includes('')) return null;
  const allowed = hosts === '*' ? isPublicName(host) : hosts.includes(host);
  if (!allowed) return null;
  url.hostname = host;
  url.hash = '';
  return url.href;
}

/** As which addresses a hook may be kept: as it would be now, and as it was taken over from the old backend, from whatever host. */
export function keptHookUrls(text: string, hosts: HookHosts): ReadonlySet<string> {
  const urls = [hookUrl(text, hosts), URL.parse(text.trim())?.href ?? null];
  return new Set(urls.filter((url) => url !== null));
}

const isPublicName = (host: string): boolean =>
  host.includes('.') && isIP(host) === 0 && !host.startsWith('[') && !INNER_NAMES.test(host);
