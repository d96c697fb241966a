import { globSync } from 'node:fs';
import { join } from 'node:path';
import { definedConfigs, envExample } from '@pooltool/shared-utils/config';
import { projectRoot } from './project-node.mjs';

/** The text of .env.example: what every daemon's config.ts and the kit define by being imported. */
export async function envExampleText(): Promise<string> {
  const files = globSync(['packages/*/src/config.ts', 'packages/shared-utils/src/daemon/kit-settings.ts'], {
    cwd: projectRoot,
  }).sort();
  for (const file of files) await import(join(projectRoot, file));
  return envExample(definedConfigs());
}
