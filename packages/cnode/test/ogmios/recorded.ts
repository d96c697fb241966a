import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type JsonObject, type JsonValue, parseLossless } from '@pooltool/shared-utils/json';

const folder = join(import.meta.dirname, '../../../../../shared/data/chain/ogmios');

export const ogmiosDataAbsent = !existsSync(folder);
export const ifPresent = ogmiosDataAbsent ? ' (skipped: ../shared/data is absent)' : '';

/** One message of Ogmios, or to it. */
export interface Message {
  /** `QueryNetworkTip/000.json`, or `recorded 3` */
  readonly name: string;
  readonly body: JsonObject;
}

export const officialVectors = (): Message[] =>
  linesOf('test-vectors/vectors.jsonl').map((line) => {
    const { vector, body } = asObject(parseLossless(line));
    return { name: String(vector), body: asObject(body) };
  });

export const recordedAnswers = (): Message[] =>
  linesOf('recorded-responses.jsonl').map((line, index) => ({
    name: `recorded ${index}`,
    body: asObject(parseLossless(line)),
  }));

/** A real answer's `result` of preview. */
export function previewResult(name: string): JsonValue {
  const bytes = readFileSync(join(folder, 'real-preview', name));
  return parseLossless((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}

/** The examples a schema gives for a definition. */
export function schemaExamples(version: 'schema-v6.14.0' | 'schema-v7', definition: string): readonly JsonValue[] {
  const schema = asObject(parseLossless(readFileSync(join(folder, version, 'ogmios.json'), 'utf8')));
  const { examples } = asObject(asObject(schema.definitions)[definition]);
  if (!isList(examples)) throw new TypeError(`${definition} has no examples`);
  return examples;
}

const linesOf = (name: string): string[] => readFileSync(join(folder, name), 'utf8').trim().split('\n');

export function asObject(value: JsonValue | undefined): JsonObject {
  if (typeof value !== 'object' || value === null || isList(value)) throw new TypeError('not an object');
  return value;
}

export const isList = (value: JsonValue | JsonObject | undefined): value is readonly JsonValue[] =>
  Array.isArray(value);
