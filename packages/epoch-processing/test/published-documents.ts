import type { Network } from '@pooltool/domain';
import { startRealtimeDatabase } from '@pooltool/local-cloud';
import { systemClock } from '@pooltool/shared-utils/clock';
import { openFirebase } from '@pooltool/shared-utils/firebase';
import { openArchive } from '@pooltool/store/archive';
import { networkRoot } from '@pooltool/store/documents';
import { documentDrain, type Sinks } from '../../publisher/src/index.ts';
import type { Stage } from './stage.ts';

/** A publisher beside the stage, which tells what it wrote where. */
export async function publishedDocuments({ pool, objects, log }: Stage, network: Network) {
  const realtime = await startRealtimeDatabase();
  const root = networkRoot(network);
  const firebase = openFirebase({ databaseUrl: `${realtime.url}?ns=pooltool`, root, count: () => {} });
  const paths = new Set<string>();
  const sinks: Sinks = {
    root,
    firebase: {
      async update(values) {
        for (const path of values.keys()) paths.add(path);
        await firebase.update(values);
      },
    },
    objects: {
      async put(object) {
        paths.add(object.key);
        return objects.put(object);
      },
      async delete(keys) {
        for (const key of keys) paths.add(key);
        return objects.delete(keys);
      },
    },
  };
  const archive = openArchive(objects);
  const drain = documentDrain({ pool, network, archive, sinks, clock: systemClock, log, observe: () => {} });
  return {
    forget: () => paths.clear(),
    /** since the last `forget`, sorted */
    written: () => [...paths].sort(),
    async drain() {
      for (let complete = false; !complete; ) ({ complete } = await drain.pass());
    },
    async close() {
      await firebase.close();
      await realtime.stop();
    },
  };
}
