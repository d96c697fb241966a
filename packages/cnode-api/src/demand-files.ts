import type { FileNote, LedgerArrival } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { arrivalFileAbsent } from './errors.ts';

/**
 * An arrival is recorded only when its files can be loaded: those named are there, of the size that is said. Their
 * content is compared with the hash when they are loaded.
 * @throws POOLTOOL_ARRIVAL_FILE_ABSENT (409) naming every one that is not, and what `objects` throws
 */
export async function demandFiles(objects: ObjectStore, { snapshots, accounts }: LedgerArrival): Promise<void> {
  const complaints = await Promise.all([...snapshots, accounts].map((file) => complaintAbout(objects, file)));
  const said = complaints.filter((one) => one !== null);
  if (said.length > 0) throw arrivalFileAbsent({ message: said.join('; '), details: { files: said.length } });
}

/** The same of one file. */
export async function demandFile(objects: ObjectStore, file: FileNote): Promise<void> {
  const complaint = await complaintAbout(objects, file);
  if (complaint !== null) throw arrivalFileAbsent({ message: complaint, details: { files: 1 } });
}

async function complaintAbout(objects: ObjectStore, { key, bytes }: FileNote): Promise<string | null> {
  const found = await objects.head(key);
  if (found === null) return `the object store has no ${key}: do both servers use the same OBJECT_STORE_BUCKET?`;
  return found.length === bytes ? null : `${key} has ${found.length} bytes in the object store, not ${bytes}`;
}
