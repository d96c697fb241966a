import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { localPostgresFailed } from './errors.ts';

/** How to start a program that refuses to run as root. */
export interface RunAs {
  /** Words before the command: they end in exec, so the process id stays the program's. */
  readonly prefix: readonly string[];
  /** Another OS user, to whom the data folder must belong. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

const run = promisify(execFile);
const NAMESPACE = ['unshare', '--user', '--map-user=1000', '--map-group=1000'] as const;

/**
 * PostgreSQL refuses root. As root we run it in a user namespace, where it sees another id while its files stay ours:
 * no OS user is needed and a node_modules below /root stays reachable. Where that is not permitted (some containers),
 * it runs as the OS user `postgres` or `nobody`.
 */
export async function ordinaryUser(namespacesPermitted = () => canRun([...NAMESPACE, 'true'])): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { prefix: [], user: undefined };
  if (await namespacesPermitted()) return { prefix: NAMESPACE, user: undefined };
  return { prefix: [], user: await osUser(['postgres', 'nobody']) };
}

async function canRun([command = '', ...args]: readonly string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  );
}

async function osUser(names: readonly string[]): Promise<{ uid: number; gid: number }> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of names) {
    const [, , uid, gid] = lines.find(([listed]) => listed === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw localPostgresFailed({
    message: `PostgreSQL does not run as root: user namespaces are not permitted and there is no OS user ${names.join(' or ')}`,
  });
}
