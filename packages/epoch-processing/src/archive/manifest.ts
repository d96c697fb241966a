import type { Network } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { canonicalJson } from '@pooltool/shared-utils/json';
import { ARCHIVE_COLUMNS, type ArchiveSpan } from '@pooltool/store/archive';

interface Manifest extends ArchiveSpan {
  readonly network: Network;
  readonly folder: string;
}

/** Engines skip names that begin with an underscore: the folder stays a table. */
const manifestKey = (folder: string): string => `${folder}/_manifest.json`;

/** What lies in a folder, for whoever reads it without us: PostgreSQL's record of it is the one we go by. */
export async function putManifest(objects: Pick<ObjectStore, 'put'>, manifest: Manifest): Promise<void> {
  await objects.put({
    key: manifestKey(manifest.folder),
    body: Buffer.from(manifestText(manifest)),
    contentType: 'application/json',
  });
}

/** Null: the manifest says what PostgreSQL has recorded; else what is wrong with it. */
export async function manifestFault(objects: Pick<ObjectStore, 'get'>, manifest: Manifest): Promise<string | null> {
  const key = manifestKey(manifest.folder);
  const found = await objects.get(key);
  if (found === null) return `${key} is not in the object store`;
  return Buffer.from(found.bytes).toString() === manifestText(manifest)
    ? null
    : `${key} names other objects, counts or hashes than PostgreSQL has recorded`;
}

const manifestText = ({ network, firstEpoch, epochs, shards }: Manifest): string =>
  canonicalJson({
    schema: 'archive-manifest/1',
    network: network.name,
    firstEpoch,
    epochs,
    columns: ARCHIVE_COLUMNS.map(([name, type]) => ({ name, type })),
    rows: shards.reduce((sum, { rows }) => sum + rows, 0),
    bytes: shards.reduce((sum, { bytes }) => sum + bytes, 0),
    shards: shards.map(({ prefix, key, rows, bytes, sha256, rowsSha256, first, last }) => ({
      prefix,
      key,
      rows,
      bytes,
      sha256,
      rowsSha256,
      firstCredential: first,
      lastCredential: last,
    })),
  });

/** What lies in a folder and belongs to nobody: broken-off tries left it, or rows that were restored and archived anew. */
export async function strangersIn(
  objects: Pick<ObjectStore, 'list'>,
  { folder, shards }: Pick<Manifest, 'folder' | 'shards'>,
): Promise<string[]> {
  const ours = new Set([manifestKey(folder), ...shards.map(({ key }) => key)]);
  const strangers: string[] = [];
  for await (const { key } of objects.list(`${folder}/`)) if (!ours.has(key)) strangers.push(key);
  return strangers;
}

/**
 * Removes what broken-off tries left in a folder: engines that read all of it would count rows twice. Only for a span
 * that is recorded: until then what looks strange may be another try's work.
 */
export async function removeStrangers(
  objects: Pick<ObjectStore, 'list' | 'delete'>,
  manifest: Pick<Manifest, 'folder' | 'shards'>,
): Promise<void> {
  const strangers = await strangersIn(objects, manifest);
  if (strangers.length > 0) await objects.delete(strangers);
}
