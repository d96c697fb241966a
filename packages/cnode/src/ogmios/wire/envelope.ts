import { ogmiosGarbled } from '../errors.ts';
import type { JsonSlice } from './json-slice.ts';
import { Reading } from './reading.ts';

/** An answer of JSON-RPC 2.0. `id` is null when it does not say to which question it belongs. */
export type Envelope = { readonly id: number | null } & (
  | { readonly kind: 'result'; readonly result: JsonSlice }
  | { readonly kind: 'error'; readonly error: Reading }
);

/** @throws POOLTOOL_OGMIOS_GARBLED */
export function openEnvelope(message: JsonSlice): Envelope {
  const fields = new Map(message.fields());
  const id = fields.get('id')?.parse();
  const asked = typeof id === 'number' ? id : null;
  const result = fields.get('result');
  if (result !== undefined) return { id: asked, kind: 'result', result };
  const error = fields.get('error');
  if (error === undefined) throw ogmiosGarbled({ message: 'Ogmios sent neither a result nor an error' });
  return { id: asked, kind: 'error', error: new Reading(error.parse(), 'error') };
}
