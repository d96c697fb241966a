import { openObjectStore } from '@pooltool/shared-utils/aws';
import { systemClock } from '@pooltool/shared-utils/clock';
import { openFirebase } from '@pooltool/shared-utils/firebase';
import { memoryLog } from '@pooltool/shared-utils/log';
import type { TipNetwork } from '@pooltool/simulator/tip-network';
import { openArchive } from '@pooltool/store/archive';
import { documentDrain } from '../../packages/publisher/src/drain/drain.ts';
import { type Heard, openNetworkStage } from '../../packages/tips/test/network/network-stage.ts';
import { type BlockName, startClouds } from './clouds.ts';

export interface Undisturbed {
  readonly heard: Heard;
  readonly documents: Readonly<Record<string, unknown>>;
}

/** What a network comes to when nothing breaks: the daemons' passes one after the other in this process. */
export async function undisturbed(network: TipNetwork, blocks: readonly BlockName[]): Promise<Undisturbed> {
  const clouds = await startClouds();
  const stage = await openNetworkStage(network);
  const count = () => {};
  const firebase = openFirebase({ databaseUrl: clouds.firebaseUrl, root: 'Tipnet', count });
  const objects = openObjectStore({ bucket: clouds.bucket, region: 'us-west-2', endpoint: clouds.objectsUrl, count });
  const drain = documentDrain({
    pool: stage.pool,
    network: network.network,
    archive: openArchive(objects),
    sinks: { firebase, objects, root: 'Tipnet' },
    clock: systemClock,
    log: memoryLog(),
    observe: () => {},
  });
  try {
    await stage.play(network.events());
    // Files of a block wait until nobody has reported it for a while, and once more when somebody did later.
    for (let quarter = 0; quarter < 5; quarter += 1) {
      await stage.clock.advance(15_000);
      await stage.pass();
    }
    while (!(await drain.pass()).complete);
    return { heard: await stage.heard(), documents: await clouds.tipDocuments(blocks) };
  } finally {
    await firebase.close();
    objects.close();
    await stage.close();
    await clouds.stop();
  }
}
