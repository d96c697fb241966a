import { readFile, stat } from 'node:fs/promises';
import { fileUnreadable, usersInvalid } from '../errors.ts';

/** Read whole, and takes some ten times as much memory: the nodes below `users` alone are far smaller. */
export const LARGEST_EXPORT_BYTES = 256 * 1024 ** 2;

export type Node = Readonly<Record<string, unknown>>;

/** What stands below `users` in an export of the old Realtime Database. */
export interface OldExport {
  readonly auth: Node;
  readonly addr2user: Node;
  readonly privMeta: Node;
  readonly verificationStatuses: Node;
}

/** @throws POOLTOOL_FILE_UNREADABLE, POOLTOOL_USERS_INVALID */
export async function readOldExport(file: string): Promise<OldExport> {
  return oldExportIn(parsed(await textOf(file), file), file);
}

async function textOf(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST_EXPORT_BYTES) {
      const largest = `${LARGEST_EXPORT_BYTES / 1024 ** 2} MiB`;
      throw usersInvalid({ message: `${file} is larger than ${largest}: export the node users alone` });
    }
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (usersInvalid.is(cause)) throw cause;
    throw fileUnreadable({ message: `${file} cannot be read`, cause });
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw usersInvalid({ message: `${file} is no JSON`, cause });
  }
}

/** From the root of the database, from a network's, or from `users` itself. @throws POOLTOOL_USERS_INVALID */
export function oldExportIn(json: unknown, file: string): OldExport {
  const root = nodeIn(json);
  const places = [root, nodeIn(root['users']), ...Object.values(root).map((below) => nodeIn(nodeIn(below)['users']))];
  const found = places.filter((place) => 'auth' in place || 'addr2user' in place);
  const [users] = found;
  if (users === undefined || found.length > 1) {
    const says = users === undefined ? 'has no users/auth and users/addr2user' : 'has users of several networks';
    throw usersInvalid({ message: `${file} ${says}` });
  }
  return {
    auth: nodeIn(users['auth']),
    addr2user: nodeIn(users['addr2user']),
    privMeta: nodeIn(users['privMeta']),
    verificationStatuses: nodeIn(users['verification_statuses']),
  };
}

/** A map, or a list that the service made of one with numbers for keys; anything else is empty. */
export const nodeIn = (value: unknown): Node => (typeof value === 'object' && value !== null ? { ...value } : {});
