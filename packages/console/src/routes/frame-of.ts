import type { Asking } from '../access/access.ts';
import type { Frame } from '../page/frame.ts';
import { withNote } from './local-path.ts';
import type { ConsoleParts } from './parts.ts';

export const HTML = 'text/html; charset=utf-8';

/** Who looks at the page of this request, and the note that an action left for it. */
export function frameOf(
  request: Asking & { readonly url: string; readonly query: unknown },
  { access, clock }: Pick<ConsoleParts, 'access' | 'clock'>,
): Frame {
  const { query } = request;
  const key = typeof query === 'object' && query !== null && 'told' in query ? query.told : undefined;
  return {
    nowMs: clock.now(),
    viewer: access.viewer(request, typeof key === 'string' ? key : undefined),
    path: withNote(request.url, null),
  };
}
