// npm run env-example: writes .env.example from the settings the daemons themselves read.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { envExampleText } from './env-example-text.ts';
import { projectRoot } from './project-node.mjs';

const file = join(projectRoot, '.env.example');
writeFileSync(file, await envExampleText());
console.log(`wrote ${file}`);
