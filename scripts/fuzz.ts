// npm run fuzz -- decoder|endpoint [--count N] [--seed N] [--from N]: mutated input, judged by what is promised of any.
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FuzzFailure, Fuzzing } from '../packages/codec/test/fuzz/fuzzing.ts';

const TARGETS: Record<string, () => Promise<{ fuzzing: () => Promise<Fuzzing> }>> = {
  decoder: () => import('../packages/codec/test/fuzz/decoder-target.ts'),
  endpoint: () => import('../packages/oura-consumer/test/fuzz/endpoint-target.ts'),
};
/** So many inputs at a time; every half minute it is said how far it is, and what memory is held. */
const ROUND = 1_000;

const usage = `usage: npm run fuzz -- ${Object.keys(TARGETS).join('|')} [--count N] [--seed N] [--from N]\n`;

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  process.stderr.write(`--${name} must be a whole number, not ${text}\n${usage}`);
  process.exit(2);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_007) },
    from: { type: 'string', default: '0' },
  },
});
const target = TARGETS[positionals[0] ?? ''];
if (target === undefined) {
  process.stderr.write(usage);
  process.exit(2);
}
const count = whole('count', values.count);
const seed = whole('seed', values.seed);
const first = whole('from', values.from);

/** Memory held when nothing is left to collect, in MB. */
setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');
function memory(): { heapMb: number; rssMb: number } {
  if (typeof collect === 'function') collect();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const mb = (bytes: number) => Math.round(bytes / 1e5) / 10;
  return { heapMb: mb(heapUsed + arrayBuffers), rssMb: mb(rss) };
}

/** Outside of the repository: nobody wants to find it in a commit. */
function kept({ input, bytes }: FuzzFailure): string {
  const folder = join(tmpdir(), 'pooltool-fuzz');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${positionals[0]}-${seed}-${input}.bin`);
  writeFileSync(file, bytes);
  return file;
}

const { run, close } = await (await target()).fuzzing();
console.log(`${positionals[0]}: ${count} inputs from ${first}, seed ${seed}`);
await run({ seed, count: Math.min(count, 2_000), from: first }); // so that compiling is not counted as growing
let told = Date.now();
const before = memory();
const outcomes: Record<string, number> = {};
let failed = 0;
let done = 0;
let slowest = { ms: 0, input: first };
const started = performance.now();
for (let from = first; from < first + count; from += ROUND) {
  const round = Math.min(ROUND, first + count - from);
  const report = await run({ seed, count: round, from });
  done += round;
  for (const [outcome, times] of Object.entries(report.outcomes)) outcomes[outcome] = (outcomes[outcome] ?? 0) + times;
  if (report.slowest.ms > slowest.ms) slowest = report.slowest;
  failed += report.failures.length;
  for (const failure of report.failures) {
    console.error(`input ${failure.input}, made of ${failure.of}, kept in ${kept(failure)}\n  ${failure.why}`);
  }
  if (failed > 100) break;
  if (Date.now() - told < 30_000) continue;
  told = Date.now();
  console.log(`${done} inputs, ${JSON.stringify(memory())}`);
}
const seconds = (performance.now() - started) / 1000;
await close();
const after = memory();
console.log(
  JSON.stringify({
    target: positionals[0],
    seed,
    inputs: done,
    perSecond: Math.round(done / seconds),
    outcomes,
    failed,
    slowestMs: Math.round(slowest.ms * 10) / 10,
    slowestInput: slowest.input,
    before,
    after,
  }),
);
process.exit(failed > 0 ? 1 : 0);
