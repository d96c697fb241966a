import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { rewardFixtureInvalid } from './errors.ts';
import { parseFixture, type RewardFixture } from './fixture.ts';

const unzipped = promisify(gunzip);

/** The fixtures at the paths: files as given, folders as the `.json` and `.json.gz` files in them, by name. @throws rewardFixtureInvalid */
export async function fixtureFiles(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(filesAt));
  return found.flat();
}

async function filesAt(path: string): Promise<string[]> {
  const entry = await stat(path).catch((cause: unknown) => {
    throw rewardFixtureInvalid({ message: `${path}: there is no such file or folder`, cause });
  });
  if (!entry.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => /\.json(\.gz)?$/.test(name)).sort();
  if (names.length === 0) throw rewardFixtureInvalid({ message: `${path}: no .json or .json.gz file in this folder` });
  return names.map((name) => join(path, name));
}

/** @throws rewardFixtureInvalid naming the file and what is wrong with it. */
export async function readFixture(file: string): Promise<RewardFixture> {
  const invalid = (what: string) => (cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw rewardFixtureInvalid({ message: `${file}: ${what}${reason}`, details: { file }, cause });
  };
  const bytes = await readFile(file).catch(invalid('unreadable: '));
  const text = isGzip(bytes) ? await unzipped(bytes).catch(invalid('broken gzip: ')) : bytes;
  const json = await Promise.resolve(text)
    .then((whole): unknown => JSON.parse(whole.toString('utf8')))
    .catch(invalid('broken JSON: '));
  return await Promise.resolve(json).then(parseFixture).catch(invalid(''));
}

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
