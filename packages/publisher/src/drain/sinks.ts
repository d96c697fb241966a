import type { ObjectStore, ObjectToPut } from '@pooltool/shared-utils/aws';
import type { FirebaseWriter } from '@pooltool/shared-utils/firebase';
import { canonicalJson, type JsonValue } from '@pooltool/shared-utils/json';
import { objectKey } from '@pooltool/store/documents';
import type { Place, Value, Values } from '../drawing.ts';
import { MadeObject } from '../made-object.ts';

/** Where documents go. Objects lie where `objectKey` says; Firebase's writer has the network's root built in. */
export interface Sinks {
  readonly firebase: Pick<FirebaseWriter, 'update'>;
  readonly objects: Pick<ObjectStore, 'put' | 'delete'>;
  readonly root: string;
}

const PUTS_AT_ONCE = 8;

/** Writes all of it, or throws; then any part may have been written, and the same may be written again. */
export async function writeValues(sinks: Sinks, place: Place, values: Values): Promise<void> {
  if (values.size === 0) return;
  switch (place) {
    case 'firebase':
      await sinks.firebase.update(new Map([...values].map(([path, value]) => [path, jsonOnly(path, value)])));
      return;
    case 'object-store':
      await putObjects(sinks, values);
  }
}

/** After a failure nothing new begins, and what is under way ends first: a late put must not come after the next attempt's. */
async function putObjects({ objects, root }: Sinks, values: Values): Promise<void> {
  const waiting = values.entries();
  const failures: unknown[] = [];
  const putOne = async (path: string, value: Value | null): Promise<void> => {
    const key = objectKey(root, path);
    if (value === null) await objects.delete([key]);
    else await objects.put({ key, ...(await contentOf(value)) });
  };
  const worker = async (): Promise<void> => {
    for (const [path, value] of waiting) {
      if (failures.length > 0) return;
      await putOne(path, value).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: PUTS_AT_ONCE }, worker));
  if (failures.length > 0) throw failures[0];
}

const contentOf = async (value: Value): Promise<Pick<ObjectToPut, 'body' | 'contentType'>> =>
  value instanceof MadeObject
    ? { body: await value.bytes(), contentType: value.contentType }
    : { body: Buffer.from(canonicalJson(value)), contentType: 'application/json' };

function jsonOnly(path: string, value: Value | null): JsonValue | null {
  if (value instanceof MadeObject) throw new TypeError(`${path} is no JSON, and Firebase takes nothing else`);
  return value;
}
