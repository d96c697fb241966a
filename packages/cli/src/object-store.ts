import {
  type ObjectStore,
  objectStoreConnection,
  objectStoreSettings,
  openObjectStore,
} from '@pooltool/shared-utils/aws';
import { defineConfig, readConfig } from '@pooltool/shared-utils/config';

const objectStoreConfig = defineConfig({ ...objectStoreSettings });

/** Does `work` with the object store of the settings. Nothing is sent before the first operation. */
export async function withObjectStore<Result>(work: (objects: ObjectStore) => Promise<Result>): Promise<Result> {
  const objects = openObjectStore(objectStoreConnection(readConfig(objectStoreConfig), () => {}));
  try {
    return await work(objects);
  } finally {
    objects.close();
  }
}
