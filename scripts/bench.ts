// npm run bench -- NAME [--json]: one benchmark. With --json the last line is one JSON object (what the figures mean: docs/benchmarks.md).
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './project-node.mjs';

const folder = join(projectRoot, 'test', 'bench');
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));
const [name = '', ...rest] = process.argv.slice(2);

if (!known.includes(name)) {
  process.stderr.write(`usage: npm run bench -- ${known.join('|')} [--json] [--accounts N]\n`);
  process.exit(2);
}

interface Bench {
  /** options that it takes beside --json; each is a number */
  readonly OPTIONS?: readonly string[];
  readonly run: (options?: Readonly<Record<string, number>>) => Promise<Record<string, unknown>>;
}

const { OPTIONS = [], run }: Bench = await import(join(folder, `${name}.bench.ts`));
const { values } = parseArgs({
  args: rest,
  options: {
    json: { type: 'boolean' },
    ...Object.fromEntries(OPTIONS.map((name) => [name, { type: 'string' as const }])),
  },
});
const { json, ...given } = values;
const options = Object.fromEntries(Object.entries(given).map(([option, value]) => [option, Number(value)]));
const figures = await (OPTIONS.length === 0 ? run() : run(options));
if (json === true) {
  console.log(JSON.stringify(figures));
} else {
  for (const [figure, value] of Object.entries(figures)) console.log(`${figure.padEnd(24)} ${String(value)}`);
}
