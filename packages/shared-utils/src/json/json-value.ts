/** What JSON can hold, with integers beyond ±(2^53−1) as bigint. A field that is undefined is not written. */
export type JsonValue = string | number | bigint | boolean | null | readonly JsonValue[] | JsonObject;

export type JsonObject = { readonly [name: string]: JsonValue | undefined };
