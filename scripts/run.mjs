// `npm start`, `npm test`, … land here. A command is the TypeScript file of its name beside this one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, runOnProjectNode } from './project-node.mjs';

const [command = '', ...args] = process.argv.slice(2);
const script = join('scripts', `${command}.ts`);
if (!/^[a-z-]+$/.test(command) || !existsSync(join(projectRoot, script))) {
  process.stderr.write(
    `usage: node scripts/run.mjs start|test|check|bench|fuzz|prove|format|env-example|api-client [ARG…]\n`,
  );
  process.exit(2);
}
await runOnProjectNode(script, args);
