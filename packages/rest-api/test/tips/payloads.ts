import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '../../../../../shared/data/tips/tip_payloads.json');

/** Requests of every sender seen in the wild, and the items stored of them. */
export const hasPayloads = existsSync(FILE);

export interface Payload {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content_type: string | null;
  readonly body: { readonly apiKey: string; readonly poolId: string; readonly data: Readonly<Record<string, unknown>> };
}

export function readPayloads(): Readonly<Record<string, Payload>> {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/** Those that report tips, by name. */
export const tipPayloads = (): (readonly [string, Payload])[] =>
  Object.entries(readPayloads()).filter(([, { url }]) => typeof url === 'string' && url.endsWith('/sendstats'));
