import type { RequestVerdict, requestVerifier } from '@pooltool/shared-utils/signed-request';
import { notTheCnode } from './errors.ts';

type Verify = ReturnType<typeof requestVerifier>;

/** A request as fastify has it. */
interface Received {
  readonly method: string;
  /** path and query, as sent */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

const NOTHING = new Uint8Array();

/** The bytes that were signed, which are the bytes that came. @throws POOLTOOL_CNODE_UNAUTHORISED (401) saying why not */
export function verifiedBody(verify: Verify, { method, url, headers, body }: Received): Uint8Array {
  const bytes = body instanceof Uint8Array ? body : NOTHING;
  const verdict: RequestVerdict = verify({ method, path: url, body: bytes, headers });
  if (!verdict.ok) throw notTheCnode({ message: verdict.says });
  return bytes;
}
