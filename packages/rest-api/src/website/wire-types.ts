import { type TProperties, type TSchema, Type } from 'typebox';
import { HASH } from '../parameters/block-parameters.ts';

/** Words of the website's shapes (clients.md 3). Its pages read exactly the fields that are named: others are a mistake. */
export const record = <const Fields extends TProperties>(fields: Fields, description?: string) =>
  Type.Object(fields, { additionalProperties: false, ...(description === undefined ? {} : { description }) });

export const orNull = <const Of extends TSchema>(of: Of) => Type.Union([of, Type.Null()]);

export const mapOf = <const Of extends TSchema>(of: Of, { by, description }: { by: string; description?: string }) =>
  Type.Record(Type.String({ pattern: by }), of, {
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  });

export const BY_NUMBER = '^[0-9]+$';
export const BY_POOL = '^[0-9a-f]{56}$';
/** Blocks of Byron have a maker too, who is no pool. */
export const BY_MAKER = '^(byron|[0-9a-f]{56})$';
export const BY_HASH = `^${HASH}$`;

export const epochNumber = (description = 'An epoch') => Type.Integer({ description, minimum: 0 });
export const count = (description: string) => Type.Integer({ description, minimum: 0 });
export const fraction = (description: string) => Type.Number({ description });
export const percent = (description: string) =>
  Type.Number({ description: `${description}; percent`, minimum: 0, maximum: 100 });
export const milliseconds = (description: string) =>
  Type.Integer({ description: `${description}; ms since 1970, because the date filter throws at texts`, minimum: 0 });
export const poolHex = Type.String({ description: 'A pool', pattern: BY_POOL });
export const makerHex = Type.String({ description: "A pool, or 'byron'", pattern: BY_MAKER });
export const hashHex = Type.String({ description: 'A block', pattern: BY_HASH });
