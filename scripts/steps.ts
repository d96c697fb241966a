// The checks that need no test runner, and how a step is run and told.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './project-node.mjs';

export interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

export interface StepResult {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly output: string;
}

const bin = (name: string) => join(projectRoot, 'node_modules', '.bin', name);

export const STATIC_STEPS: readonly Step[] = [
  {
    name: 'types',
    command: process.execPath,
    // What did not change since the last check is not looked at again: one second instead of three.
    args: [
      join(projectRoot, 'node_modules/typescript-native/bin/tsc'),
      ...['--noEmit', '-p', 'tsconfig.json'],
      ...['--incremental', '--tsBuildInfoFile', 'node_modules/.cache/types.tsbuildinfo'],
    ],
  },
  { name: 'format and lint', command: bin('biome'), args: ['check', '--error-on-warnings', '.'] },
  {
    name: 'floating promises and exhaustive switches',
    command: bin('oxlint'),
    args: ['--type-aware', '--deny-warnings'],
  },
  {
    name: 'directions',
    command: bin('depcruise'),
    args: ['packages', 'scripts', 'test', '--config', '.dependency-cruiser.cjs'],
  },
  { name: 'dead code', command: bin('knip'), args: ['--no-progress', '--no-config-hints', '--cache'] },
];

export const vitestStep = (name: string, args: readonly string[]): Step => ({
  name,
  command: bin('vitest'),
  args: ['run', ...args],
});

/** Runs one step from the project's root and keeps what it printed; `live` shows it while it runs. */
export async function runStep(step: Step, { live = false } = {}): Promise<StepResult> {
  const started = performance.now();
  const child = spawn(step.command, step.args, {
    cwd: projectRoot,
    stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    // Captured output is told only when a step failed: colours would be noise there.
    env: live ? process.env : { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
    child.on('error', (error) => {
      output += `${error.message}\n`;
      resolve(null);
    });
  });
  return { name: step.name, ok: code === 0, seconds: (performance.now() - started) / 1000, output };
}

/** One line a step; what it printed only when it failed. */
export function tell({ name, ok, seconds, output }: StepResult): void {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
  if (!ok) console.log(output);
}
