import { awsUnreachable, type ObjectStore, type StoredBytes } from '@pooltool/shared-utils/aws';

/** An object store that can be made to fail and to lie, for keys that match. */
export function troubledObjects() {
  const puts: string[] = [];
  const gets: string[] = [];
  let away: RegExp | null = null;
  let damaged: RegExp | null = null;

  const reach = (key: string): void => {
    if (away?.test(key)) throw awsUnreachable({ message: `${key}: the object store is away` });
  };
  const through = (objects: ObjectStore): ObjectStore => ({
    ...objects,
    put: async (object) => {
      reach(object.key);
      puts.push(object.key);
      return objects.put(object);
    },
    get: async (key) => {
      reach(key);
      gets.push(key);
      return damage(key, await objects.get(key));
    },
    getRange: async (key, wanted) => {
      reach(key);
      gets.push(key);
      return damage(key, await objects.getRange(key, wanted));
    },
  });

  /** One bit in the middle. */
  function damage(key: string, found: StoredBytes | null): StoredBytes | null {
    if (found === null || !damaged?.test(key)) return found;
    const bytes = Uint8Array.from(found.bytes);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    return { ...found, bytes };
  }

  return {
    through,
    puts,
    gets,
    /** Nothing that matches can be reached; null: everything can. */
    goAway: (keys: RegExp | null) => {
      away = keys;
    },
    /** What matches comes with one bit changed; null: as it is stored. */
    damageReads: (keys: RegExp | null) => {
      damaged = keys;
    },
  };
}
