import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The process's environment over the `.env` of the working directory, when there is one. The only place in PoolTool
 * that reads process.env; it is read, never written, so a library that looks there itself finds only what the
 * supervisor gave.
 */
export function processEnvironment({ folder = process.cwd() }: { readonly folder?: string } = {}): Environment {
  return { ...environmentFile(join(folder, '.env')), ...process.env };
}

function environmentFile(file: string): Environment {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}
