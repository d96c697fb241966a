export { canonicalJson } from './canonical-json.ts';
export { jsonInvalid, jsonTooLarge } from './errors.ts';
export type { JsonObject, JsonValue } from './json-value.ts';
export { type JsonLimits, parseLossless } from './parse-lossless.ts';
export { stringifyLossless } from './stringify-lossless.ts';
