import type { DocumentMark, Epoch } from '@pooltool/domain';
import type { JsonValue } from '@pooltool/shared-utils/json';
import type { MadeObject } from './made-object.ts';

/** What stands at each path, or under each object's key, below the network's root; null: nothing. */
export type Values = ReadonlyMap<string, Value | null>;

/** Only the object store takes what is not JSON. */
export type Value = JsonValue | MadeObject;

/** In the order of writing: what Firebase tells of the files lies there when it is told. */
export const PLACES = ['object-store', 'firebase'] as const;
export type Place = (typeof PLACES)[number];

/** Something that is written when it changed, and left alone when it did not. */
export interface Part {
  /** tells the parts of one subject apart; '' where the whole is one part */
  readonly name: string;
  readonly values: Values;
  /** absent: the family's */
  readonly place?: Place;
  /** false: nothing will change it any more, and its hash is not kept */
  readonly remembered?: false;
  /** present: clients take this for a sign that something is complete */
  readonly promise?: CompletionPromise;
}

/** That everything of an epoch is there: what has to be written before it is told, and up to which epoch it tells it. */
export interface CompletionPromise {
  readonly epoch: Epoch;
  readonly after: readonly DocumentMark[];
}

/** What one mark comes to. */
export type Drawing = readonly Part[];

export const oneValue = (path: string, value: Value | null): Drawing => whole(new Map([[path, value]]));

/** A part of its own. */
export const onePart = (name: string, path: string, value: Value | null): Part => ({
  name,
  values: new Map([[path, value]]),
});

export const whole = (values: Values): Drawing => [{ name: '', values }];

/** The fields of a record as paths of their own: what others write beside them stays. */
export const fieldsBelow = (path: string, fields: Readonly<Record<string, JsonValue | null>>): Values =>
  new Map(Object.entries(fields).map(([name, value]) => [`${path}/${name}`, value]));

/** The fields of a record, those that change often in parts of their own: who watches is sent what was written, changed or not. */
export function oftenApart(
  path: string,
  fields: Readonly<Record<string, JsonValue | null>>,
  often: Readonly<Record<string, readonly string[]>>,
): Drawing {
  const apart = new Set(Object.values(often).flat());
  const only = (names: (name: string) => boolean): Values =>
    fieldsBelow(path, Object.fromEntries(Object.entries(fields).filter(([name]) => names(name))));
  return [
    ...whole(only((name) => !apart.has(name))),
    ...Object.entries(often).map(([name, names]): Part => ({ name, values: only((one) => names.includes(one)) })),
  ];
}
