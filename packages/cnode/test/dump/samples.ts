import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../../../shared/data/chain/ledger-state');

export const samplesAbsent = !existsSync(folder);
export const ifPresent = samplesAbsent ? ' (skipped: ../shared/data is absent)' : '';

export const samplePath = (name: string): string => join(folder, name);
export const sample = (name: string): Uint8Array => new Uint8Array(readFileSync(samplePath(name)));

export const DEVNET = [86392, 172786, 259174].map((slot) => `A2-conway-devnet42.newepochstate.slot${slot}.cbor`);
export const EPOCH_4 = 'C-conway-devnet.newepochstate.epoch4.cbor';
export const ARBITRARY = 'A-nes-haskell-arbitrary-nes1.cbor';

/** The same state in a node's snapshot file. */
export const wrapped = (name: string): string => name.replace('newepochstate', 'extledgerstate');

/** What expected-values.json says of a dump, integers beyond 2^53 exact. */
export function expectedOf(name: string): Record<string, unknown> {
  const all: unknown = JSON.parse(readFileSync(samplePath('expected-values.json'), 'utf8'), exactly);
  return fieldsOf(fieldsOf(all)[name]);
}

const exactly = (_key: string, value: unknown, context?: { source: string }): unknown =>
  typeof value === 'number' && context !== undefined && /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;

export function fieldsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError(`not an object: ${String(value)}`);
  return Object.fromEntries(Object.entries(value));
}
