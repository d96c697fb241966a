// npm start [-- --once] [--data DIR] [--seed N] [--keep]: a whole PoolTool on this machine (docs/demo.md).
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PoolToolError } from '@pooltool/shared-utils/errors';
import { projectRoot } from './project-node.mjs';
import { type Chain, recordedChain, simulatedChain } from './start/chain.ts';
import { runDemo } from './start/demo.ts';
import { runOnce } from './start/once.ts';
import { StageBroken } from './start/supervisor.ts';

const USAGE = `usage: npm start                       a PoolTool with a simulated chain that goes on; Ctrl-C stops it
       npm start -- --data DIR         the same with recorded blocks (and ledger dumps) of DIR
       npm start -- --once             follow a simulated chain to its end, compare, print one JSON summary
       npm start -- --once --data DIR  the same with recorded blocks and ledger dumps

  --seed N     another simulated network (1)
  --epochs N   how many epochs of it, with --once (6)
  --keep       keep the folder of a --once run, and say where it is`;

const { values: given } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    data: { type: 'string' },
    seed: { type: 'string', default: '1' },
    epochs: { type: 'string', default: '6' },
    keep: { type: 'boolean', default: false },
    // The summary is JSON in any case.
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (given.help) {
  console.log(USAGE);
  process.exit(0);
}

/** One wish may arrive twice: from the terminal and through npm. */
const ONE_WISH_MS = 1_000;

const quit = new AbortController();
let askedMs: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Asked again: PM2 notices that we are gone and stops the daemons, PostgreSQL is told as we exit.
    if (askedMs !== undefined && performance.now() - askedMs > ONE_WISH_MS) process.exit(130);
    askedMs ??= performance.now();
    quit.abort(new Error(`stopped by ${signal}`));
  });
}

try {
  const absent = given.data !== undefined && isOnAnotherMachine(given.data);
  if (absent) console.error(`${given.data}: not on this machine`);
  const recorded = given.data === undefined || absent ? null : await recordedChain(given.data);
  if (given.once) await once(recorded ?? simulated());
  else await demo(recorded);
} catch (error) {
  if (!quit.signal.aborted) console.error(told(error));
  process.exit(quit.signal.aborted ? 130 : 1);
}

/** Recorded chains are no part of the repository. A path that is mistyped has at least its folder. */
function isOnAnotherMachine(folder: string): boolean {
  return !existsSync(folder) && !existsSync(dirname(resolve(folder)));
}

function simulated(): Chain {
  const reason = given.data === undefined ? 'no --data is given' : 'there is no recorded chain';
  console.error(`${reason}: the simulator's chain is followed, and compared with the simulator's own ledger`);
  return simulatedChain({ seed: Number(given.seed), epochs: Number(given.epochs) });
}

async function once(chain: Chain): Promise<never> {
  const summary = await runOnce({ chain, keep: given.keep, signal: quit.signal, tell: (line) => console.error(line) });
  console.log(JSON.stringify(summary));
  process.exit(summary.mismatches === 0 ? 0 : 1);
}

async function demo(recorded: Chain | null): Promise<never> {
  const folder = join(projectRoot, '.data', recorded === null ? 'demo' : `demo-${recorded.network.name}`);
  const seed = Number(given.seed);
  await runDemo({ folder, recorded, seed, signal: quit.signal, tell: (line) => console.log(line) });
  process.exit(0);
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof StageBroken) return error.message;
  if (error instanceof PoolToolError) return `${error.code}: ${error.message}`;
  return 'code' in error ? error.message : (error.stack ?? error.message);
}
