import type { CredentialHash, Epoch, Network } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { credentialsOf, stakeHistoryFile } from '@pooltool/store';
import { networkRoot, objectKey } from '@pooltool/store/documents';

/** Where clients find a document by its path below the network's root. */
export type FilesAt = (path: string) => string;

/** @param filesUrl the documents' bucket as the world reaches it, in path style */
export const filesAt = (filesUrl: string, network: Network): FilesAt => {
  const bucket = filesUrl.replace(/\/+$/, '');
  return (path) => `${bucket}/${objectKey(networkRoot(network), path)}`;
};

/** How the file of a stake key's history stands (clients.md 3.1, 3.6). */
export interface HistoryMeta {
  /** of its file, whether it is there or not: pages take a missing one for an empty one */
  readonly url: string;
  /**
   * ready: it shows all there is; building: it is being drawn; missing: nobody has asked for it since it last changed, so it
   * is not there or shows less than there is
   */
  readonly status: 'ready' | 'building' | 'missing';
  /** of our chain; null before its first block */
  readonly currentEpoch: Epoch | null;
  /** the newest earned epoch that is final in every history that is drawn; null: none yet */
  readonly processedThrough: Epoch | null;
}

/** Reads only: `askForHistories` has it drawn. @param key the hash of a key or of a script: the one that delegates is meant */
export async function historyMeta(db: Queryable, key: CredentialHash, files: FilesAt): Promise<HistoryMeta> {
  const [credential] = await credentialsOf(db, [key]);
  if (credential === undefined) throw new RangeError('of one hash there is one credential');
  const { path, state, currentEpoch, processedThrough } = await stakeHistoryFile(db, credential);
  return { url: files(path), status: state === 'fresh' ? 'ready' : state, currentEpoch, processedThrough };
}
