// npm run format: Biome writes the formatting and the safe fixes.
import { join } from 'node:path';
import { projectRoot } from './project-node.mjs';
import { runStep, tell } from './steps.ts';

const result = await runStep({
  name: 'format',
  command: join(projectRoot, 'node_modules/.bin/biome'),
  args: ['check', '--write', ...(process.argv.length > 2 ? process.argv.slice(2) : ['.'])],
});
tell(result);
process.exit(result.ok ? 0 : 1);
