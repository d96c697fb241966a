import { createHash } from 'node:crypto';
import { startObjectStore, startRealtimeDatabase } from '@pooltool/local-cloud';
import { type ObjectStore, openObjectStore } from '@pooltool/shared-utils/aws';

/** A Realtime Database and an object store on this machine, and what of them is about tips. */
export interface Clouds {
  readonly firebaseUrl: string;
  readonly objectsUrl: string;
  readonly bucket: string;
  /** Documents that do not depend on when they were drawn: by path, of objects the text, of pictures their hash. */
  tipDocuments(hashes: readonly BlockName[]): Promise<Readonly<Record<string, unknown>>>;
  stop(): Promise<void>;
}

export interface BlockName {
  readonly hash: string;
  readonly height: number;
}

const NAMESPACE = 'pooltool';
const BUCKET = 'documents';
/** As `networkRoot` has it for the simulated network. */
const ROOT = 'Tipnet';

export async function startClouds(): Promise<Clouds> {
  const realtime = await startRealtimeDatabase();
  const server = await startObjectStore({ buckets: [BUCKET] });
  const objects = openObjectStore({ bucket: BUCKET, region: 'us-west-2', endpoint: server.url, count: () => {} });
  const read = (path: string): unknown => realtime.read(`/${ROOT}/${path}`, NAMESPACE);
  return {
    firebaseUrl: `${realtime.url}?ns=${NAMESPACE}`,
    objectsUrl: server.url,
    bucket: BUCKET,
    async tipDocuments(blocks) {
      const files = await Promise.all(blocks.flatMap((block) => filesOf(objects, block)));
      return {
        competitive: read('competitive'),
        deleted_blocks: read('deleted_blocks'),
        pool_deleted_blocks: read('pool_deleted_blocks'),
        battleData: read('ecosystem/battleData'),
        recentForkers: read('ecosystem/recentForkers'),
        ...Object.fromEntries(files),
      };
    },
    async stop() {
      objects.close();
      await realtime.stop();
      await server.stop();
    },
  };
}

function filesOf(objects: ObjectStore, { hash, height }: BlockName): Promise<readonly [string, string | null]>[] {
  const folder = `blockdata/${Math.floor(height / 1000)}`;
  return [`${hash}.json`, `C_${hash}.json`, `F_${hash}.png`, `${hash}.png`].map(async (name) => {
    const path = `${folder}/${name}`;
    const found = await objects.get(`${ROOT}/${path}`);
    if (found === null) return [path, null] as const;
    const isPicture = name.endsWith('.png');
    return [
      path,
      isPicture ? createHash('sha256').update(found.bytes).digest('hex') : Buffer.from(found.bytes).toString(),
    ] as const;
  });
}
