import { Type } from 'typebox';

export const poolHex = Type.String({ description: 'A pool id: 56 hex characters.', pattern: '^[0-9a-f]{56}$' });
export const vrfKeyHashText = Type.String({
  description: 'Hash of a VRF key: 64 hex characters.',
  pattern: '^[0-9a-f]{64}$',
});
export const POOL_EXAMPLE = '0f292fcaa02b8b2f9b3c8f9fd8e0bb21abedb692a6d5058df3ef2735';
export const ISO_TIME = Type.String({ description: 'ISO 8601, UTC.', format: 'date-time' });
