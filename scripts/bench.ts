// npm run bench -- NAME [--json]: one benchmark. With --json the last line is one JSON object (design of the figures: docs/benchmarks.md).
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-node.mjs';

const folder = join(projectRoot, 'test', 'bench');
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));
const [name = '', ...rest] = process.argv.slice(2);

if (!known.includes(name)) {
  process.stderr.write(`usage: npm run bench -- ${known.join('|')} [--json]\n`);
  process.exit(2);
}
const { run }: { run: () => Promise<Record<string, unknown>> } = await import(join(folder, `${name}.bench.ts`));
const figures = await run();
if (rest.includes('--json')) {
  console.log(JSON.stringify(figures));
} else {
  for (const [figure, value] of Object.entries(figures)) console.log(`${figure.padEnd(24)} ${String(value)}`);
}
