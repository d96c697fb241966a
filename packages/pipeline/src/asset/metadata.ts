/**
 * What a run says about its result, typed so that the console can plot it and write it rightly. JSON as it is stored:
 * whole numbers of any size are decimal texts.
 */
export type MetadataValue =
  | { readonly kind: 'count'; readonly value: string }
  /** A whole number of some unit, such as lovelace. */
  | { readonly kind: 'amount'; readonly value: string; readonly unit: string }
  | { readonly kind: 'ratio'; readonly numerator: string; readonly denominator: string }
  /** For display only. */
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'duration'; readonly ms: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'json'; readonly value: Json };

export type Metadata = Readonly<Record<string, MetadataValue>>;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const count = (value: number | bigint): MetadataValue => ({ kind: 'count', value: String(value) });
export const amount = (value: bigint, unit: string): MetadataValue => ({ kind: 'amount', value: String(value), unit });
export const ratio = (numerator: bigint, denominator: bigint): MetadataValue => ({
  kind: 'ratio',
  numerator: String(numerator),
  denominator: String(denominator),
});
export const number = (value: number): MetadataValue => ({ kind: 'number', value });
export const durationMs = (ms: number): MetadataValue => ({ kind: 'duration', ms });
export const text = (value: string): MetadataValue => ({ kind: 'text', value });
export const link = (url: string): MetadataValue => ({ kind: 'link', url });
export const json = (value: Json): MetadataValue => ({ kind: 'json', value });

/** The height of a value in a plot, or null when it has none. Precise enough for a picture, not for money. */
export function plotted(value: MetadataValue): number | null {
  switch (value.kind) {
    case 'count':
    case 'amount':
      return Number(value.value);
    case 'ratio':
      return Number(value.numerator) / Number(value.denominator);
    case 'number':
      return value.value;
    case 'duration':
      return value.ms;
    case 'text':
    case 'link':
    case 'json':
      return null;
  }
}

const FIELDS: Readonly<Record<MetadataValue['kind'], Readonly<Record<string, string>>>> = {
  count: { value: 'string' },
  amount: { value: 'string', unit: 'string' },
  ratio: { numerator: 'string', denominator: 'string' },
  number: { value: 'number' },
  duration: { ms: 'number' },
  text: { value: 'string' },
  link: { url: 'string' },
  json: {},
};

/** Whether what is stored is of a kind this code knows: another version's runs may say things of other kinds. */
export function isMetadataValue(stored: unknown): stored is MetadataValue {
  if (typeof stored !== 'object' || stored === null || !('kind' in stored)) return false;
  const fields = Object.entries(FIELDS).find(([kind]) => kind === stored.kind)?.[1];
  const held: ReadonlyMap<string, unknown> = new Map(Object.entries(stored));
  return fields !== undefined && Object.entries(fields).every(([field, type]) => typeof held.get(field) === type);
}
