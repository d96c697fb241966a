import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { FirebaseWriter } from '@pooltool/shared-utils/firebase';
import { canonicalJson, type JsonValue } from '@pooltool/shared-utils/json';
import type { DocumentFamily } from '../family.ts';
import { objectKey } from '../object-key.ts';

/** Where documents go. Objects lie where `objectKey` says; Firebase's writer has the network's root built in. */
export interface Sinks {
  readonly firebase: Pick<FirebaseWriter, 'update'>;
  readonly objects: Pick<ObjectStore, 'put' | 'delete'>;
  readonly root: string;
}

const PUTS_AT_ONCE = 8;

/** Writes all of it, or throws; then any part may have been written, and the same may be written again. */
export async function writeValues(
  sinks: Sinks,
  place: DocumentFamily['place'],
  values: ReadonlyMap<string, JsonValue | null>,
): Promise<void> {
  if (values.size === 0) return;
  switch (place) {
    case 'firebase':
      await sinks.firebase.update(values);
      return;
    case 'object-store':
      await putObjects(sinks, values);
  }
}

/** After a failure nothing new begins, and what is under way ends first: a late put must not come after the next attempt's. */
async function putObjects({ objects, root }: Sinks, values: ReadonlyMap<string, JsonValue | null>): Promise<void> {
  const waiting = values.entries();
  const failures: unknown[] = [];
  const putOne = async (path: string, value: JsonValue | null): Promise<void> => {
    const key = objectKey(root, path);
    if (value === null) await objects.delete([key]);
    else await objects.put({ key, body: Buffer.from(canonicalJson(value)), contentType: 'application/json' });
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
